/** How a tool is said, in each state of a call. `o` is what it acts on, when that has a name. */
export type ToolWords = {
  label: string;
  running: (o: string | null) => string;
  done: (o: string | null) => string;
  denied: string;
  failed: string;
  ask: (o: string | null) => string;
  what: string;
  keep: string;
  go: string;
};

const named = (verb: string, thing: string) => (o: string | null) => (o ? `${verb} the ${thing} “${o}”` : `${verb} a ${thing}`);
const asked = (verb: string, thing: string) => (o: string | null) => (o ? `${verb} the ${thing} “${o}”?` : `${verb} the ${thing}?`);

function writes(thing: string, verb: [base: string, ing: string, past: string], extra: Pick<ToolWords, 'what' | 'keep' | 'go'>): ToolWords {
  const [base, ing, past] = verb;
  return {
    label: `${base} a ${thing}`, running: named(ing, thing), done: named(past, thing),
    denied: `Can’t ${base.toLowerCase()} a ${thing}`, failed: `Could not ${base.toLowerCase()} the ${thing}`, ask: asked(base, thing), ...extra,
  };
}

function reads(label: string, done: string, verb: string, thing: string): ToolWords {
  return {
    label, running: () => `${verb} ${thing}`, done: () => done, denied: `Can’t ${label.toLowerCase()}`, failed: `Could not ${label.toLowerCase()}`,
    ask: () => `${label}?`, what: 'It is read, nothing changes.', keep: 'Leave it', go: label,
  };
}

const CREATE: [string, string, string] = ['Create', 'Creating', 'Created'];
const CHANGE: [string, string, string] = ['Change', 'Changing', 'Changed'];
const DELETE: [string, string, string] = ['Delete', 'Deleting', 'Deleted'];

export const tools = {
  known: {
    auth_me: reads('See what you may do', 'Looked up what you may do', 'Looking up', 'what you may do'),
    notes_list: reads('List your notes', 'Listed your notes', 'Listing', 'your notes'),
    notes_create: writes('note', CREATE, { what: 'A note is added to your notes.', keep: 'Leave it', go: 'Create the note' }),
    notes_update: writes('note', CHANGE, { what: 'The note changes. The version before is kept for 30 days.', keep: 'Leave it', go: 'Change the note' }),
    notes_delete: writes('note', DELETE, { what: 'The note leaves your notes. It can be brought back for 30 days.', keep: 'Keep the note', go: 'Delete the note' }),
    weather_read: { ...reads('Read the weather', 'Read the weather', 'Reading', 'the weather'), done: (o: string | null) => (o ? `Read the weather for ${o}` : 'Read the weather') },
    tasks_list: reads('List your tasks', 'Listed your tasks', 'Listing', 'your tasks'),
    tasks_create: writes('task', CREATE, { what: 'A task is added to your tasks.', keep: 'Leave it', go: 'Create the task' }),
    tasks_update: writes('task', CHANGE, { what: 'The task changes.', keep: 'Leave it', go: 'Change the task' }),
    tasks_complete: writes('task', ['Complete', 'Completing', 'Completed'], { what: 'The task is marked done.', keep: 'Leave it open', go: 'Complete the task' }),
    tasks_delete: writes('task', DELETE, { what: 'The task leaves your tasks. It can be brought back for 30 days.', keep: 'Keep the task', go: 'Delete the task' }),
    users_find: reads('Find a person', 'Looked for a person', 'Looking for', 'a person'),
    alarms_set: { ...writes('alarm', ['Set', 'Setting', 'Set'], { what: 'An alarm is set.', keep: 'Leave it', go: 'Set the alarm' }), label: 'Set an alarm', denied: 'Can’t set an alarm' },
    access_model_choose: {
      label: 'Choose the model', running: () => 'Choosing the model', done: (o: string | null) => (o ? `${o} answers now` : 'No model answers now'),
      denied: 'Can’t choose the model', failed: 'Could not choose the model', ask: (o: string | null) => (o ? `Let “${o}” answer?` : 'Use no model?'),
      what: 'Everybody’s conversations go there from the next message on.', keep: 'Leave it', go: 'Use it',
    },
    alarms_list: reads('List your alarms', 'Listed your alarms', 'Listing', 'your alarms'),
  } as Record<string, ToolWords>,
  other: (title: string): ToolWords => ({
    label: title, running: (o) => (o ? `${title}: “${o}”` : title), done: (o) => (o ? `${title}: “${o}”` : title),
    denied: `Not allowed: ${title}`, failed: `Failed: ${title}`, ask: (o) => (o ? `${title}: “${o}”?` : `${title}?`),
    what: 'The tool runs with exactly these arguments.', keep: 'Reject', go: 'Approve once',
  }),
};
