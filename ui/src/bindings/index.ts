// Generated from the command table in the `api` crate. Do not edit.
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

export type Level = "allow" | "confirm" | "approve" | "deny";
export type Risk = "low" | "medium" | "high" | "critical";
export type Channel = "ui" | "chat" | "voice" | "mcp" | "cli" | "scheduler";
export type CallState =
  | "denied" | "pending" | "approved" | "redeemed" | "rejected" | "expired" | "withdrawn" | "void"
  | "executing" | "succeeded" | "failed" | "ambiguous" | "planned";
export type RunState = "running" | "waiting" | "finished" | "failed" | "stopped" | "step_limit";
export type ModelKind = "interpreter" | "endpoint";

/** Every command that fails throws one of these. `code` is for machines, `message` is a sentence for a person. */
export type ApiError = { code: string; message: string; details: JsonValue };

export type Person = { id: number; name: string; email: string; roles: string[] };
/** One of the demo people on the sign-in screen; present only in a demo workspace. */
export type DemoPerson = { email: string; name: string; role: string; summary: string };
export type ModelStatus = {
  kind: ModelKind;
  /** What the chip shows: the model's name, or "No model". */
  name: string;
  /** Where messages go: host and port of the endpoint, null for the interpreter. */
  host: string | null;
};
export type Workspace = "demo" | "real" | "empty";
export type Desk = {
  workspace: Workspace;
  demo_people: DemoPerson[];
  signed_in: Person[];
  active: Person | null;
  model: ModelStatus;
  data_dir: string;
  version: string;
  /** Said once after start, for example that keys lie in an encrypted file because no keyring answered. */
  notices: string[];
};

export type Reason = { code: string; text: string };
export type NextAction = { action: string; label: string; arguments: JsonValue };
export type Denial = {
  code: string;
  explanation: string;
  /** Permission codes that are missing. */
  missing: string[];
  next_actions: NextAction[];
  decision_id: number;
};
export type Change = { field: string; before: string | null; after: string | null };
export type Plan = { summary: string; changes: Change[]; undo_until: string | null; digest: string };
export type Hold = {
  id: number;
  level: Level;
  state: CallState;
  /** Must be sent back with the verdict: what was shown is what is decided. */
  digest: string;
  expires_at: string;
  decided_by: string | null;
  decided_at: string | null;
  /** The active person may answer it here and now. */
  may_decide: boolean;
  /** Why the hold is void or was rejected, when it was. */
  note: string | null;
};
export type Call = {
  id: number;
  tool: string;
  tool_title: string;
  channel: Channel;
  risk: Risk;
  writes: boolean;
  state: CallState;
  level: Level;
  reasons: Reason[];
  /** As asked for, whole. */
  arguments: JsonValue;
  /** What it acts on, for people: title of the note and the like. */
  object: string | null;
  for_person: string;
  result: JsonValue;
  denial: Denial | null;
  /** Why a call that was let through failed, with its code. */
  error: ApiError | null;
  plan: Plan | null;
  hold: Hold | null;
  duration_ms: number | null;
  at: string;
};

export type Item =
  | { kind: "user"; id: number; text: string; at: string }
  | { kind: "assistant"; id: number; text: string; at: string }
  | { kind: "call"; id: number; call: Call };
export type Run = {
  id: number;
  conversation_id: number;
  state: RunState;
  step: number;
  max_steps: number;
  prompt_tokens: number;
  completion_tokens: number;
  /** Why it ended other than finished. */
  error: ApiError | null;
};
export type ConversationSummary = {
  id: number;
  title: string;
  updated_at: string;
  /** Last line of what happened, "" when nothing did. */
  preview: string;
  /** Mark of the last call: shows denied and waiting ones. */
  last_level: Level | null;
  run_state: RunState | null;
};
export type Conversation = { id: number; title: string; items: Item[]; run: Run | null; model: ModelStatus };
export type Sent = { conversation_id: number; run_id: number };

export type ToolDecision = "allowed" | "ask" | "denied";
export type Tool = {
  name: string;
  /** The slash word without the slash, for example "notes_create". */
  title: string;
  description: string;
  permission: string | null;
  risk: Risk;
  writes: boolean;
  /** JSON Schema (2020-12) of the arguments: an object with `properties`, `required`; inlined, no $ref. */
  schema: JsonValue;
  /** For the active person, from the snapshot: renders one of the three states. */
  decision: ToolDecision;
  /** Why not, when not allowed. */
  reason: string | null;
};
export type Source = { kind: "role" | "grant"; name: string; until: string | null };
export type EffectivePermission = {
  code: string; title: string; description: string; category: string; risk: Risk;
  /** What happens when the person clicks / when an agent does it. */
  by_click: Level; by_agent: Level;
  sources: Source[];
};
export type Requestable = { code: string; title: string; description: string; category: string; risk: Risk; tools: string[] };
export type Access = { person: Person; zone: string; permissions: EffectivePermission[]; requestable: Requestable[] };

export type Event =
  /** More text of the assistant message `message_id` (its item may not have arrived yet: create it). */
  | { kind: "text"; conversation_id: number; run_id: number; message_id: number; delta: string }
  /** An item is new or changed: replace by (kind, id), else append. */
  | { kind: "item"; conversation_id: number; item: Item }
  | { kind: "run"; run: Run }
  | { kind: "conversations" }
  | { kind: "desk" };

/** name → [arguments, result]; arguments are passed as one object under `args`. */
export interface Commands {
  desk: [Record<string, never>, Desk];
  sign_in: [{ email: string; password: string }, Desk];
  sign_in_demo: [{ email: string }, Desk];
  switch_person: [{ person_id: number; password: string | null }, Desk];
  sign_out: [Record<string, never>, Desk];
  change_password: [{ current: string; next: string }, Desk];
  /** Only while `workspace` is "empty". */
  set_up_demo: [Record<string, never>, Desk];
  set_up_administrator: [{ name: string; email: string; password: string }, Desk];
  conversations: [Record<string, never>, ConversationSummary[]];
  conversation: [{ id: number }, Conversation];
  rename_conversation: [{ id: number; title: string }, ConversationSummary[]];
  delete_conversation: [{ id: number }, ConversationSummary[]];
  tools: [Record<string, never>, Tool[]];
  access: [Record<string, never>, Access];
  send: [{ conversation_id: number | null; text: string }, Sent];
  submit_form: [{ conversation_id: number | null; tool: string; arguments: JsonValue }, Sent];
  stop_run: [{ run_id: number }, Run];
  record_verdict: [{ hold_id: number; digest: string; approve: boolean; reason: string | null }, Call];
  /** First paint, for the log: milliseconds since the page began. */
  painted: [{ millis: number }, null];
}
