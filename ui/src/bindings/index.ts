// Made from the command table of the `api` crate by `make bindings`. Do not edit.

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

export type Level = "allow" | "confirm" | "approve" | "deny";
export type Risk = "low" | "medium" | "high" | "critical";
export type Channel = "ui" | "chat" | "voice" | "mcp" | "cli" | "scheduler";
export type RunState = "running" | "waiting" | "finished" | "failed" | "stopped" | "step_limit";
export type CallState = "denied" | "executing" | "succeeded" | "failed" | "ambiguous" | "planned" | "pending" | "approved" | "redeemed" | "void" | "rejected" | "expired" | "withdrawn";

/**
 * What every command that fails answers with.
 */
export type ApiError = { 
/**
 * For machines.
 */
code: string, 
/**
 * A sentence for a person, with a next step.
 */
message: string, 
/**
 * More, where there is more.
 */
details: JsonValue, };

/**
 * A person.
 */
export type Person = { 
/**
 * Their id.
 */
id: number, 
/**
 * Their name.
 */
name: string, 
/**
 * Their e-mail.
 */
email: string, 
/**
 * Names of their roles.
 */
roles: Array<string>, };

/**
 * One of the demo people, for the sign-in screen of a demo workspace.
 */
export type DemoPerson = { 
/**
 * Their e-mail.
 */
email: string, 
/**
 * Their name.
 */
name: string, 
/**
 * Their role.
 */
role: string, 
/**
 * One line on what they may do.
 */
summary: string, };

/**
 * What reads sentences.
 */
export type ModelKind = "interpreter" | "endpoint";

/**
 * What reads sentences, and where it is.
 */
export type ModelStatus = { 
/**
 * Which kind.
 */
kind: ModelKind, 
/**
 * What the chip shows.
 */
name: string, 
/**
 * Host and port messages go to; null when nothing leaves.
 */
host: string | null, };

/**
 * What the data folder holds.
 */
export type Workspace = "demo" | "real" | "empty";

/**
 * Everything a window needs to begin.
 */
export type Desk = { 
/**
 * What the data folder holds.
 */
workspace: Workspace, 
/**
 * The demo people, in a demo workspace.
 */
demo_people: Array<DemoPerson>, 
/**
 * Everybody signed in here.
 */
signed_in: Array<Person>, 
/**
 * Who acts.
 */
active: Person | null, 
/**
 * What reads sentences.
 */
model: ModelStatus, 
/**
 * Where the data lies.
 */
data_dir: string, 
/**
 * The version of the app.
 */
version: string, 
/**
 * Said once after start.
 */
notices: Array<string>, };

/**
 * One reason of a decision.
 */
export type Reason = { 
/**
 * For machines.
 */
code: string, 
/**
 * For people.
 */
text: string, };

/**
 * Something that could be done about a denial.
 */
export type NextAction = { 
/**
 * For machines, for example `request_permission`.
 */
action: string, 
/**
 * For people.
 */
label: string, 
/**
 * Filled in.
 */
arguments: JsonValue, };

/**
 * Runs and tokens of a time.
 */
export type Used = { 
/**
 * Runs begun.
 */
runs: number, 
/**
 * Tokens read.
 */
prompt_tokens: number, 
/**
 * Tokens written.
 */
completion_tokens: number, };

/**
 * Where one stands with a limit.
 */
export type Budget = { 
/**
 * Used since it last began anew.
 */
used: number, 
/**
 * The most.
 */
amount: number, 
/**
 * When it begins anew.
 */
resets_at: string, };

/**
 * What the agent used for the active person.
 */
export type Usage = { 
/**
 * Since midnight.
 */
today: Used, 
/**
 * In 30 days.
 */
month: Used, 
/**
 * The limit on tokens; null where there is none.
 */
tokens: Budget | null, };

/**
 * What a conversation is held to.
 */
export type Bounds = { 
/**
 * The only tools; any when null.
 */
tools: Array<string> | null, 
/**
 * Nothing that changes anything.
 */
read_only: boolean, 
/**
 * Writes answer with what they would do, and wait.
 */
dry_run: boolean, };

/**
 * Who said which model answers.
 */
export type ModelSource = "environment" | "chosen" | "nobody";

/**
 * A service one may know.
 */
export type ModelPreset = { 
/**
 * For machines.
 */
id: string, 
/**
 * What people call it.
 */
name: string, 
/**
 * Its base URL.
 */
address: string, 
/**
 * Whether it wants a key.
 */
needs_key: boolean, };

/**
 * Which model answers, and what there is to choose from.
 */
export type Models = { 
/**
 * What answers now.
 */
model: ModelStatus, 
/**
 * Who said so.
 */
source: ModelSource, 
/**
 * The base URL it is asked at; null where nothing leaves.
 */
address: string | null, 
/**
 * Services one may know; the first is OpenAI, the others run on this computer.
 */
presets: Array<ModelPreset>, 
/**
 * Addresses a key is kept for.
 */
keys: Array<string>, 
/**
 * Whether whoever looks may choose, give keys and try out.
 */
may_manage: boolean, };

/**
 * A service on this computer that answered.
 */
export type ServedModels = { 
/**
 * As that of the preset.
 */
id: string, 
/**
 * What people call it.
 */
name: string, 
/**
 * Its base URL.
 */
address: string, 
/**
 * The models it serves.
 */
models: Array<string>, };

/**
 * What came of one step of a trial.
 */
export type ModelFinding = { 
/**
 * Which: reachable, key, model, streaming, tools.
 */
step: string, 
/**
 * Whether it works; null where it could not be tried.
 */
works: boolean | null, 
/**
 * The same for a person, with a remedy where it does not.
 */
sentence: string, };

/**
 * A refused call.
 */
export type Denial = { 
/**
 * For machines.
 */
code: string, 
/**
 * For people.
 */
explanation: string, 
/**
 * Permissions that are missing.
 */
missing: Array<string>, 
/**
 * What could be done.
 */
next_actions: Array<NextAction>, 
/**
 * For looking it up in the record.
 */
decision_id: number, };

/**
 * One field that would change.
 */
export type Change = { 
/**
 * Name of the field.
 */
field: string, 
/**
 * What it is now.
 */
before: string | null, 
/**
 * What it would be.
 */
after: string | null, };

/**
 * What a call would do.
 */
export type Plan = { 
/**
 * In plain words.
 */
summary: string, 
/**
 * Field by field.
 */
changes: Array<Change>, 
/**
 * How many days it can be undone; null when it can't.
 */
undo_days: number | null, 
/**
 * What a verdict is bound to.
 */
digest: string, };

/**
 * A hold: a call that waits for a verdict.
 */
export type Hold = { 
/**
 * Its id.
 */
id: number, 
/**
 * Whose yes it waits for.
 */
level: Level, 
/**
 * Where it stands.
 */
state: CallState, 
/**
 * Sent back with the verdict: what was shown is what is decided.
 */
digest: string, 
/**
 * When it ends.
 */
expires_at: string, 
/**
 * Name of who answered.
 */
decided_by: string | null, 
/**
 * When.
 */
decided_at: string | null, 
/**
 * The active person may answer it here and now.
 */
may_decide: boolean, 
/**
 * The decider's reason, or why it is void.
 */
note: string | null, };

/**
 * A call as a person sees it.
 */
export type Call = { 
/**
 * Its id.
 */
id: number, 
/**
 * The tool.
 */
tool: string, 
/**
 * Its title.
 */
tool_title: string, 
/**
 * By which way it came.
 */
channel: Channel, 
/**
 * The risk of what it needs.
 */
risk: Risk, 
/**
 * Whether it changes something.
 */
writes: boolean, 
/**
 * Where it stands; a held call stands as its hold does.
 */
state: CallState, 
/**
 * What was decided.
 */
level: Level, 
/**
 * Why.
 */
reasons: Array<Reason>, 
/**
 * As asked for, whole.
 */
arguments: JsonValue, 
/**
 * What it acts on, for people.
 */
object: string | null, 
/**
 * Name of the person whose account it acts on.
 */
for_person: string, 
/**
 * What it gave.
 */
result: JsonValue, 
/**
 * Why it was refused.
 */
denial: Denial | null, 
/**
 * Why it failed.
 */
error: ApiError | null, 
/**
 * What it would change.
 */
plan: Plan | null, 
/**
 * The hold on it.
 */
hold: Hold | null, 
/**
 * How long it took.
 */
duration_ms: number | null, 
/**
 * When it was asked for.
 */
at: string, };

/**
 * One thing in a conversation.
 */
export type Item = { "kind": "user", 
/**
 * The message's id.
 */
id: number, 
/**
 * What they wrote.
 */
text: string, 
/**
 * When.
 */
at: string, } | { "kind": "assistant", 
/**
 * The message's id.
 */
id: number, 
/**
 * The text, with a question at the end where it asks one.
 */
text: string, 
/**
 * Answers to choose from; others are as good.
 */
choices: Array<string>, 
/**
 * When.
 */
at: string, } | { "kind": "call", 
/**
 * The call's id.
 */
id: number, 
/**
 * The call.
 */
call: Call, };

/**
 * A run of the agent.
 */
export type Run = { 
/**
 * Its id.
 */
id: number, 
/**
 * Its conversation.
 */
conversation_id: number, 
/**
 * Where it stands.
 */
state: RunState, 
/**
 * Steps taken.
 */
step: number, 
/**
 * Steps it may take.
 */
max_steps: number, 
/**
 * Tokens read.
 */
prompt_tokens: number, 
/**
 * Tokens written.
 */
completion_tokens: number, 
/**
 * Why it ended other than finished.
 */
error: ApiError | null, };

/**
 * A conversation in a list.
 */
export type ConversationSummary = { 
/**
 * Its id.
 */
id: number, 
/**
 * Its title.
 */
title: string, 
/**
 * When something last happened.
 */
updated_at: string, 
/**
 * Last line of what happened.
 */
preview: string, 
/**
 * The decision on its last call.
 */
last_level: Level | null, 
/**
 * Where its last run stands.
 */
run_state: RunState | null, };

/**
 * A conversation, whole.
 */
export type Conversation = { 
/**
 * Its id.
 */
id: number, 
/**
 * Its title.
 */
title: string, 
/**
 * What happened, oldest first.
 */
items: Array<Item>, 
/**
 * The last run.
 */
run: Run | null, 
/**
 * Who answers, and where that is.
 */
model: ModelStatus, 
/**
 * What it is held to.
 */
bounds: Bounds, 
/**
 * Tokens read in all its runs.
 */
prompt_tokens: number, 
/**
 * Tokens written in all its runs.
 */
completion_tokens: number, };

/**
 * A turn that has begun.
 */
export type Sent = { 
/**
 * The conversation.
 */
conversation_id: number, 
/**
 * The run.
 */
run_id: number, };

/**
 * Which of the three states a control is in.
 */
export type ToolDecision = "allowed" | "ask" | "denied";

/**
 * A tool as the active person sees it.
 */
export type Tool = { 
/**
 * Its name, also the slash word.
 */
name: string, 
/**
 * Its title.
 */
title: string, 
/**
 * What it does.
 */
description: string, 
/**
 * The permission it needs.
 */
permission: string | null, 
/**
 * Its risk.
 */
risk: Risk, 
/**
 * Whether it changes something.
 */
writes: boolean, 
/**
 * JSON Schema (2020-12) of its arguments, inlined.
 */
schema: JsonValue, 
/**
 * Which state its control is in.
 */
decision: ToolDecision, 
/**
 * Why, when not allowed.
 */
reason: string | null, };

/**
 * Where a permission comes from.
 */
export type Source = { 
/**
 * `role` or `grant`.
 */
kind: "role" | "grant", 
/**
 * Name of the role; empty for a grant.
 */
name: string, 
/**
 * When it ends.
 */
until: string | null, };

/**
 * A permission one has.
 */
export type EffectivePermission = { 
/**
 * The code.
 */
code: string, 
/**
 * What one may do.
 */
title: string, 
/**
 * One sentence.
 */
description: string, 
/**
 * `everyday` or `access`.
 */
category: string, 
/**
 * Its risk.
 */
risk: Risk, 
/**
 * What comes of it by own click.
 */
by_click: Level, 
/**
 * What comes of it when an agent does it.
 */
by_agent: Level, 
/**
 * Where it comes from.
 */
sources: Array<Source>, };

/**
 * A permission one could ask for.
 */
export type Requestable = { 
/**
 * The code.
 */
code: string, 
/**
 * What one could then do.
 */
title: string, 
/**
 * One sentence.
 */
description: string, 
/**
 * `everyday` or `access`.
 */
category: string, 
/**
 * Its risk.
 */
risk: Risk, 
/**
 * Tools that need it.
 */
tools: Array<string>, };

/**
 * One's own authority.
 */
export type Access = { 
/**
 * Whose.
 */
person: Person, 
/**
 * Their time zone.
 */
zone: string, 
/**
 * What they may do.
 */
permissions: Array<EffectivePermission>, 
/**
 * What they could ask for.
 */
requestable: Array<Requestable>, };

/**
 * Something that happened, for the active person's eyes.
 */
export type Event = { "kind": "text", 
/**
 * The conversation.
 */
conversation_id: number, 
/**
 * The run.
 */
run_id: number, 
/**
 * The message.
 */
message_id: number, 
/**
 * The text.
 */
delta: string, } | { "kind": "item", 
/**
 * The conversation.
 */
conversation_id: number, 
/**
 * The item.
 */
item: Item, } | { "kind": "run", 
/**
 * The run.
 */
run: Run, } | { "kind": "conversations" } | { "kind": "desk" };

/** Name of a command: its arguments, its result. */
export interface Commands {
    desk: [Record<string, never>, Desk];
    sign_in: [{ email: string, password: string, }, Desk];
    sign_in_demo: [{ email: string, }, Desk];
    switch_person: [{ person_id: number, password: string | null, }, Desk];
    sign_out: [Record<string, never>, Desk];
    change_password: [{ current: string, next: string, }, Desk];
    set_up_demo: [Record<string, never>, Desk];
    set_up_administrator: [{ name: string, email: string, password: string, }, Desk];
    conversations: [Record<string, never>, Array<ConversationSummary>];
    search_conversations: [{ text: string, }, Array<ConversationSummary>];
    conversation: [{ id: number, }, Conversation];
    rename_conversation: [{ id: number, title: string, }, Array<ConversationSummary>];
    delete_conversation: [{ id: number, }, Array<ConversationSummary>];
    tools: [Record<string, never>, Array<Tool>];
    access: [Record<string, never>, Access];
    send: [{ conversation_id: number | null, text: string, }, Sent];
    submit_form: [{ conversation_id: number | null, tool: string, arguments: JsonValue, }, Sent];
    stop_run: [{ run_id: number, }, Run];
    record_verdict: [{ hold_id: number, digest: string, approve: boolean, reason: string | null, }, Call];
    models: [Record<string, never>, Models];
    detect_models: [Record<string, never>, Array<ServedModels>];
    choose_model: [{ address: string | null, model: string | null, }, Call];
    give_model_key: [{ address: string, key: string | null, }, Models];
    test_model: [{ address: string, model: string, }, Array<ModelFinding>];
    usage: [Record<string, never>, Usage];
    bound_conversation: [{ id: number, bounds: Bounds, }, Conversation];
    painted: [{ millis: number, }, null];
}
