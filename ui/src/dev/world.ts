import type { Access, Call, ModelFinding, Models, ServedModels, Usage, Change, Conversation, ConversationSummary, Desk, EffectivePermission, Hold, Item, JsonValue, ModelStatus, Person, Plan, Run, Tool } from '@/bindings';

/** A small scripted office for looking at the window without Rust. */
export const noModel: ModelStatus = { kind: 'interpreter', name: 'No model', host: null };
export const alice: Person = { id: 1, name: 'Alice', email: 'alice@example.com', roles: ['basic'] };
export const bob: Person = { id: 2, name: 'Bob', email: 'bob@example.com', roles: ['pro'] };
export const admin: Person = { id: 3, name: 'Admin', email: 'admin@example.com', roles: ['admin'] };

const now = Date.now();
export const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();

export function desk(changes: Partial<Desk> = {}): Desk {
  return {
    workspace: 'demo', signed_in: [], active: null, model: noModel, data_dir: '/home/alice/.local/share/assent-demo', version: '0.1.0', notices: [],
    demo_people: [
      { email: alice.email, name: 'Alice', role: 'basic', summary: 'Own notes, may ask for more' },
      { email: bob.email, name: 'Bob', role: 'pro', summary: 'Notes, tasks and alarms, also for others' },
      { email: admin.email, name: 'Admin', role: 'admin', summary: 'Decides requests, manages access' },
    ],
    ...changes,
  };
}

export function call(changes: Partial<Call> = {}): Call {
  return {
    id: 1, tool: 'notes_list', tool_title: 'List notes', channel: 'chat', risk: 'low', writes: false, state: 'succeeded', level: 'allow',
    reasons: [{ code: 'ROLE_GRANTS', text: 'The role basic gives “read notes”, and low risk runs at once.' }],
    arguments: {}, object: null, for_person: 'Alice', result: null, denial: null, error: null, plan: null, hold: null, duration_ms: 12, at: ago(2), ...changes,
  };
}

export function hold(changes: Partial<Hold> = {}): Hold {
  return { id: 31, level: 'confirm', state: 'pending', digest: 'sha256:7c1e90ab', expires_at: ago(-24 * 60), decided_by: null, decided_at: null, may_decide: true, note: null, ...changes };
}

export const plan = (summary: string, changes: Change[]): Plan => ({ summary, changes, undo_days: 30, digest: 'sha256:plan' });

export const deniedCall = call({
  id: 12, tool: 'tasks_create', tool_title: 'Create a task', state: 'denied', level: 'deny', writes: true, duration_ms: 2, arguments: { title: 'Call the printer' }, object: null,
  reasons: [{ code: 'MISSING_PERMISSION', text: 'Nothing gives Alice “create tasks”.' }],
  denial: {
    code: 'MISSING_PERMISSION', explanation: 'You don’t hold “create tasks”. Your role, basic, does not include it.', missing: ['tasks:create'], decision_id: 12,
    next_actions: [{ action: 'request_permission', label: 'Ask to create tasks', arguments: { request_kind: 'permission', permission: 'tasks:create' } }],
  },
});

export const waitingCall = call({
  id: 13, tool: 'notes_delete', tool_title: 'Delete a note', state: 'pending', level: 'confirm', risk: 'medium', writes: true, arguments: { note_id: 7 }, object: 'Draft agenda', duration_ms: null,
  reasons: [{ code: 'ASK_POLICY', text: 'Deleting notes asks you first when an agent does it.' }], hold: hold(),
  plan: plan('The note “Draft agenda” would leave your notes.', [{ field: 'title', before: 'Draft agenda', after: null }]),
});

const NOTES: JsonValue = {
  items: [
    { id: 7, title: 'Draft agenda', content: 'Printer, holiday cover, fair tickets', owner: 'alice@example.com', updated_at: ago(300) },
    { id: 8, title: 'Groceries', content: 'milk and eggs', owner: 'alice@example.com', updated_at: ago(60) },
  ],
};

export function conversation(changes: Partial<Conversation> = {}): Conversation {
  const items: Item[] = [
    { kind: 'user', id: 1, text: 'Rename “Groceries” to “Groceries for Friday”, add a task to call the printer, and delete the note “Draft agenda”.', at: ago(3) },
    { kind: 'assistant', id: 2, text: 'I’ll rename the note first, then the task, and ask you before deleting anything.', choices: [], at: ago(3) },
    { kind: 'call', id: 11, call: call({ id: 11, tool: 'notes_update', tool_title: 'Change a note', writes: true, risk: 'medium', object: 'Groceries', duration_ms: 38, arguments: { note_id: 8, title: 'Groceries for Friday' }, result: { id: 8, title: 'Groceries for Friday', changes: [{ field: 'title', before: 'Groceries', after: 'Groceries for Friday' }] } }) },
    { kind: 'call', id: 12, call: deniedCall },
    { kind: 'call', id: 13, call: waitingCall },
  ];
  return { id: 1, title: 'Prepare Friday’s review', items, run: run({ state: 'waiting', step: 3, prompt_tokens: 3900, completion_tokens: 220 }), model: noModel, bounds: { tools: null, read_only: false, dry_run: false }, prompt_tokens: 3900, completion_tokens: 220, ...changes };
}

export function run(changes: Partial<Run> = {}): Run {
  return { id: 5, conversation_id: 1, state: 'finished', step: 2, max_steps: 8, prompt_tokens: 0, completion_tokens: 0, error: null, ...changes };
}

const states: Item[] = [
  { kind: 'user', id: 20, text: 'show my notes', at: ago(9) },
  { kind: 'call', id: 21, call: call({ id: 21, result: NOTES }) },
  { kind: 'call', id: 22, call: call({ id: 22, tool: 'notes_create', tool_title: 'Create a note', writes: true, object: 'Groceries', arguments: { title: 'Groceries', content: 'milk and eggs' }, result: { id: 8, title: 'Groceries', content: 'milk and eggs', owner: 'alice@example.com', updated_at: ago(1) } }) },
  { kind: 'call', id: 23, call: call({ id: 23, tool: 'weather_read', tool_title: 'Read the weather', object: 'Hamburg', arguments: { location: 'Hamburg' }, result: { place: { name: 'Hamburg', country: 'Germany', zone: 'Europe/Berlin' }, source: 'Open-Meteo', age_seconds: 10800, stale: true, units: { temperature: '°C', wind_speed: 'km/h', precipitation: 'mm' }, values: [{ date: '2026-11-23', weekday: 'Monday', weather: 'light rain', temperature_min: 6, temperature_max: 11, precipitation: 2.4, precipitation_percent: 80, wind_speed_max: 32 }, { date: '2026-11-24', weekday: 'Tuesday', weather: 'overcast', temperature_min: 4, temperature_max: 9, precipitation: 0, precipitation_percent: 10, wind_speed_max: 18 }] } }) },
  { kind: 'call', id: 24, call: call({ id: 24, tool: 'weather_read', tool_title: 'Read the weather', state: 'failed', error: { code: 'WEATHER_TIMEOUT', message: 'the weather service did not answer in 8 s, try again later', details: null } }) },
  { kind: 'call', id: 25, call: call({ id: 25, tool: 'notes_list', state: 'executing', duration_ms: null }) },
  { kind: 'call', id: 26, call: call({ id: 26, tool: 'tasks_delete', tool_title: 'Delete a task', state: 'pending', level: 'approve', risk: 'medium', object: 'Old supplier list', duration_ms: null, hold: hold({ level: 'approve', may_decide: false }) }) },
  { kind: 'call', id: 27, call: call({ id: 27, tool: 'alarms_set', tool_title: 'Set an alarm', state: 'ambiguous' }) },
  { kind: 'call', id: 28, call: call({ id: 28, tool: 'notes_delete', tool_title: 'Delete a note', state: 'expired', object: 'Week 46', hold: hold({ state: 'expired' }) }) },
  { kind: 'call', id: 29, call: call({ id: 29, tool: 'notes_delete', tool_title: 'Delete a note', state: 'rejected', object: 'Week 46', hold: hold({ state: 'rejected', decided_by: 'Alice', decided_at: ago(4) }) }) },
  { kind: 'assistant', id: 30, text: 'That is how each of them looks. The invoice\u202E dias', choices: [], at: ago(1) },
];

const long = Array.from({ length: 18 }, (_, n) => `Line ${n + 1} of a long note`).join('\n');
const deceiving: Item[] = [
  { kind: 'user', id: 40, text: 'change my invoice note', at: ago(9) },
  { kind: 'call', id: 41, call: { ...waitingCall, id: 41, tool: 'notes_update', tool_title: 'Change a note', object: 'Invoice 2026-114', arguments: { note_id: 9, title: 'Invoice \u202Epaid\u200B "<b>free</b>" \u001b[31m', content: long }, hold: hold({ id: 32, digest: 'other' }), plan: plan('The note “Invoice 2026-114” would change.', [{ field: 'title', before: 'Invoice 2026-114', after: 'Invoice \u202Epaid' }, { field: 'owner', before: 'Alice', after: 'Alice' }]) } },
];

export const conversations: Conversation[] = [
  conversation(),
  conversation({ id: 2, title: 'How each state looks', items: states, run: run({ conversation_id: 2, state: 'step_limit', step: 8 }) }),
  conversation({ id: 3, title: 'Text that tries to deceive', items: deceiving, run: run({ conversation_id: 3, state: 'waiting' }) }),
  conversation({ id: 4, title: 'Weather in Hamburg on Thursday', items: [{ kind: 'user', id: 50, text: 'weather in Hamburg on Thursday', at: ago(200) }], run: run({ conversation_id: 4, state: 'failed', error: { code: 'MODEL_UNREACHABLE', message: 'no model answers at 127.0.0.1:9, check OPENAI_BASE_URL', details: null } }) }),
];

export const summaries: ConversationSummary[] = [
  { id: 1, title: 'Prepare Friday’s review', updated_at: ago(2), preview: 'Waiting for you: delete a note', last_level: 'confirm', run_state: 'waiting' },
  { id: 2, title: 'How each state looks', updated_at: ago(14), preview: 'Waiting for the admin', last_level: 'approve', run_state: 'step_limit' },
  { id: 3, title: 'Text that tries to deceive', updated_at: ago(60), preview: 'Waiting for you: change a note', last_level: 'confirm', run_state: 'waiting' },
  { id: 4, title: 'Weather in Hamburg on Thursday', updated_at: ago(24 * 60), preview: '11 °C, rain from 16:00', last_level: 'allow', run_state: 'failed' },
  { id: 5, title: 'Alarm for the delivery', updated_at: ago(3 * 24 * 60), preview: 'Can’t set an alarm', last_level: 'deny', run_state: 'finished' },
];

const text = { type: 'string' };
const tool = (name: string, permission: string, schema: JsonValue, changes: Partial<Tool> = {}): Tool =>
  ({ name, title: name, description: '', permission, risk: 'low', writes: true, schema, decision: 'allowed', reason: null, ...changes });

export const tools: Tool[] = [
  tool('auth_me', '', { type: 'object', properties: {} }, { permission: null, writes: false, description: 'Who you are and what you may do.' }),
  tool('notes_list', 'notes:list', { type: 'object', properties: { query: text, limit: { type: 'integer', minimum: 1, maximum: 100 } } }, { writes: false, description: 'Your notes, newest first.' }),
  tool('notes_create', 'notes:create', { type: 'object', properties: { content: text, title: { ...text, minLength: 1, maxLength: 200 } }, required: ['title', 'content'] }, { description: 'Adds a note to your own.' }),
  tool('notes_update', 'notes:update', { type: 'object', properties: { note_id: { type: 'integer', minimum: 1 }, title: { type: ['string', 'null'] }, content: { anyOf: [text, { type: 'null' }] } }, required: ['note_id'] }, { risk: 'medium', description: 'Changes one of your notes.' }),
  tool('notes_delete', 'notes:delete', { type: 'object', properties: { note_id: { type: 'integer', minimum: 1 } }, required: ['note_id'] }, { risk: 'medium', description: 'Deletes one of your notes; it can be brought back for 30 days.' }),
  tool('weather_read', 'weather:read', { type: 'object', properties: { location: text, when: { ...text, format: 'date-time' }, granularity: { enum: ['current', 'daily', 'hourly'] } }, required: ['location'] }, { writes: false, description: 'The weather of a place, from Open-Meteo.' }),
  tool('tasks_create', 'tasks:create', { type: 'object', properties: { title: text, due_on: text, completed: { type: 'boolean' } }, required: ['title'] }, { decision: 'ask', reason: 'You don’t hold “create tasks”.', description: 'Adds a task to your own.' }),
  tool('tasks_delete', 'tasks:delete', { type: 'object', properties: { task_id: { type: 'integer' } }, required: ['task_id'] }, { decision: 'denied', reason: 'A rule forbids it: no tasks after 20:00.', risk: 'medium', description: 'Deletes one of your tasks.' }),
];

const held = (code: string, title: string, changes: Partial<EffectivePermission> = {}): EffectivePermission =>
  ({ code, title, description: title, category: 'everyday', risk: 'low', by_click: 'allow', by_agent: 'allow', sources: [{ kind: 'role', name: 'basic', until: null }], ...changes });

export const access: Access = {
  person: alice, zone: 'Europe/Berlin',
  permissions: [
    held('weather:read', 'read the weather'), held('notes:list', 'read notes'), held('notes:create', 'create notes'),
    held('notes:update', 'change notes', { risk: 'medium', by_agent: 'confirm' }), held('notes:delete', 'delete notes', { risk: 'medium', by_agent: 'confirm' }),
    held('permissions:request', 'ask for permissions', { sources: [{ kind: 'role', name: 'basic', until: null }, { kind: 'grant', name: 'Admin', until: ago(-90) }] }),
  ],
  requestable: [
    { code: 'tasks:create', title: 'create tasks', description: 'Add tasks of one’s own.', category: 'everyday', risk: 'low', tools: ['tasks_create'] },
    { code: 'tasks:list', title: 'read tasks', description: 'See one’s own tasks.', category: 'everyday', risk: 'low', tools: ['tasks_list'] },
    { code: 'access:manage', title: 'manage access', description: 'People, roles, grants.', category: 'access', risk: 'critical', tools: [] },
    { code: 'permissions:approve', title: 'decide requests', description: 'Decide requests of others.', category: 'access', risk: 'high', tools: ['approvals_request_decide'] },
  ],
};

export const models: Models = {
  model: noModel, source: 'nobody', address: null, keys: [], may_manage: true,
  presets: [
    { id: 'openai', name: 'OpenAI', address: 'https://api.openai.com/v1', needs_key: true },
    { id: 'ollama', name: 'Ollama', address: 'http://127.0.0.1:11434/v1', needs_key: false },
    { id: 'lm_studio', name: 'LM Studio', address: 'http://127.0.0.1:1234/v1', needs_key: false },
    { id: 'llama_cpp', name: 'llama.cpp', address: 'http://127.0.0.1:8080/v1', needs_key: false },
    { id: 'vllm', name: 'vLLM', address: 'http://127.0.0.1:8000/v1', needs_key: false },
  ],
};
export const served: ServedModels[] = [{ id: 'ollama', name: 'Ollama', address: 'http://127.0.0.1:11434/v1', models: ['qwen3:8b', 'llama3.2:3b'] }];
export const usage: Usage = {
  today: { runs: 12, prompt_tokens: 20400, completion_tokens: 1900 }, month: { runs: 210, prompt_tokens: 401200, completion_tokens: 38000 },
  tokens: { used: 22300, amount: 100000, resets_at: ago(-9 * 60) },
};

export const findings: ModelFinding[] = [
  { step: 'reachable', works: true, sentence: '127.0.0.1:11434 answers.' },
  { step: 'key', works: true, sentence: '127.0.0.1:11434 wants no key.' },
  { step: 'model', works: true, sentence: '127.0.0.1:11434 answers as qwen3:8b.' },
  { step: 'streaming', works: true, sentence: 'Answers are shown while they are written.' },
  { step: 'tools', works: false, sentence: 'qwen3:8b answers with words where a tool was to be called. It can talk, and do nothing here; choose a model made for tools.' },
];

export const chooseModel = (address: string | null, model: string | null): Call => call({
  id: 70, tool: 'access_model_choose', tool_title: 'Choose the model', channel: 'ui', state: 'pending', level: 'confirm', risk: 'critical', writes: true, object: model, for_person: 'Admin', duration_ms: null,
  reasons: [{ code: 'CRITICAL', text: 'Critical changes ask for your own yes.' }], arguments: { address, model }, hold: hold({ id: 71 }),
  plan: { ...plan(`Everybody’s conversations with the agent would go to ${address ?? 'nobody'}.`, [{ field: 'model', before: 'none', after: `${model ?? 'none'} at ${address ?? ''}` }]), undo_days: null },
});
