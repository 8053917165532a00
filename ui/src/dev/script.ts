import type { Conversation, Desk, Item } from '@/bindings';
import { failure, FakeHost } from '@/host/fake';
import { access, admin, alice, bob, call, chooseModel, findings, models, served, usage, conversations, deniedCall, desk, noModel, run, summaries, tools } from './world';

const PEOPLE = [alice, bob, admin];

/** A host that answers enough to walk through the window. */
export function scriptedHost(start: Desk): FakeHost {
  let current = start;
  const store = new Map(conversations.map((conversation) => [conversation.id, conversation]));
  let list = summaries;
  let next = 100;
  const enter = (email: string): Desk => {
    const active = PEOPLE.find((person) => person.email === email) ?? alice;
    current = desk({ ...current, workspace: 'demo', active, signed_in: [...current.signed_in.filter(({ id }) => id !== active.id), active] });
    return current;
  };
  const known = (id: number): Conversation => {
    const found = store.get(id);
    if (!found) throw failure('NOT_FOUND', 'there is no such conversation');
    return found;
  };
  const host = new FakeHost({
    desk: () => current,
    painted: () => null,
    sign_in: ({ email, password }) => {
      if (password !== 'password') throw failure('WRONG_PASSWORD', 'this e-mail and password do not belong together');
      return enter(email);
    },
    sign_in_demo: ({ email }) => enter(email),
    switch_person: ({ person_id, password }) => {
      const person = PEOPLE.find(({ id }) => id === person_id) ?? alice;
      if (person.id === admin.id && password === null) throw failure('PASSWORD_NEEDED', 'give the password again');
      return enter(person.email);
    },
    sign_out: () => (current = desk({ active: null })),
    change_password: () => current,
    set_up_demo: () => (current = desk()),
    set_up_administrator: ({ email }) => enter(email),
    conversations: () => list,
    search_conversations: ({ text }) => list.filter(({ title }) => title.toLowerCase().includes(text.toLowerCase())),
    conversation: ({ id }) => known(id),
    rename_conversation: ({ id, title }) => {
      store.set(id, { ...known(id), title });
      return (list = list.map((row) => (row.id === id ? { ...row, title } : row)));
    },
    delete_conversation: ({ id }) => (list = list.filter((row) => row.id !== id)),
    tools: () => tools,
    models: () => models,
    detect_models: () => served,
    usage: () => usage,
    choose_model: ({ address, model }) => chooseModel(address, model),
    give_model_key: ({ address, key }) => ({ ...models, keys: key === null ? [] : [address] }),
    test_model: () => findings,
    bound_conversation: ({ id, bounds }) => {
      store.set(id, { ...known(id), bounds });
      return known(id);
    },
    access: () => ({ ...access, person: current.active ?? alice }),
    stop_run: ({ run_id }) => run({ id: run_id, state: 'stopped' }),
    record_verdict: ({ hold_id, approve }) => {
      const found = [...store.values()].flatMap(({ items }) => items).find((item) => item.kind === 'call' && item.call.hold?.id === hold_id);
      if (found?.kind !== 'call' || !found.call.hold) throw failure('NOT_FOUND', 'this call no longer waits');
      const state = approve ? 'succeeded' : 'rejected';
      return { ...found.call, state, hold: { ...found.call.hold, state: approve ? 'redeemed' : 'rejected', decided_by: 'Alice', decided_at: new Date().toISOString() } };
    },
    send: ({ conversation_id, text }) => answer(conversation_id, text),
    submit_form: ({ conversation_id, tool }) => answer(conversation_id, `/${tool}`),
  });

  function answer(conversation_id: number | null, text: string) {
    const id = conversation_id ?? next++;
    const at = new Date().toISOString();
    const before = store.get(id) ?? { id, title: text, items: [], run: null, model: noModel, bounds: { tools: null, read_only: false, dry_run: false }, prompt_tokens: 0, completion_tokens: 0 };
    const user = { kind: 'user', id: next++, text, at } as const;
    const going = run({ id: next++, conversation_id: id, state: 'running', step: 1 });
    store.set(id, { ...before, items: [...before.items, user], run: going });
    if (conversation_id === null) list = [{ id, title: text, updated_at: at, preview: '', last_level: null, run_state: 'running' }, ...list];
    host.emit({ kind: 'conversations' });
    host.emit({ kind: 'item', conversation_id: id, item: user });
    host.emit({ kind: 'run', run: going });
    const made = /task/.test(text) ? { ...deniedCall, id: next++ } : call({ id: next++, tool: 'notes_create', tool_title: 'Create a note', writes: true, object: 'Groceries', arguments: { title: 'Groceries', content: 'milk and eggs' }, result: { id: 8, title: 'Groceries', content: 'milk and eggs', updated_at: at } });
    const message = next++;
    const words = 'That is written down, as every call is.'.split(/(?<= )/);
    setTimeout(() => host.emit({ kind: 'item', conversation_id: id, item: { kind: 'call', id: made.id, call: made } }), 400);
    words.forEach((delta, n) => setTimeout(() => host.emit({ kind: 'text', conversation_id: id, run_id: going.id, message_id: message, delta }), 700 + n * 90));
    setTimeout(() => {
      const said: Item = { kind: 'assistant', id: message, text: words.join(''), choices: [], at };
      const done = { ...going, state: 'finished', step: 2, prompt_tokens: 1100, completion_tokens: 140 } as const;
      store.set(id, { ...known(id), items: [...known(id).items, { kind: 'call', id: made.id, call: made }, said], run: done });
      host.emit({ kind: 'item', conversation_id: id, item: said });
      host.emit({ kind: 'run', run: done });
    }, 900 + words.length * 90);
    return { conversation_id: id, run_id: going.id };
  }
  return host;
}
