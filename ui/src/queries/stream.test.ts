import { describe, expect, it } from 'vitest';
import type { Conversation, Event } from '@/bindings';
import { call, conversation, run } from '@/dev/world';
import { applied, remember, withLive, type Live } from './stream';

const empty: Conversation = conversation({ items: [], run: null });
const text = (delta: string, message_id = 7): Event => ({ kind: 'text', conversation_id: 1, run_id: 5, message_id, delta });
const said = (value: string): Event => ({ kind: 'item', conversation_id: 1, item: { kind: 'assistant', id: 7, text: value, choices: [], at: '2026-11-23T14:20:00Z' } });

function play(events: Event[], start = empty, live: Live = new Map()) {
  const end = events.reduce((sofar, event) => {
    remember(live, event);
    return applied(sofar, event, live);
  }, start);
  return { end, live };
}
const texts = ({ items }: Conversation) => items.map((item) => ('text' in item ? item.text : item.call.state));

describe('events of a run', () => {
  it('build a message from its pieces before its item has arrived', () => {
    expect(texts(play([text('I’ll '), text('rename '), text('it.')]).end)).toEqual(['I’ll rename it.']);
  });

  it('end in the message as recorded, once', () => {
    const { end, live } = play([text('I’ll'), said('I’ll rename it.')]);
    expect(texts(end)).toEqual(['I’ll rename it.']);
    expect(live.size).toBe(0);
  });

  it('keep the order in which things happened, and replace what changed in its place', () => {
    const executing: Event = { kind: 'item', conversation_id: 1, item: { kind: 'call', id: 7, call: call({ state: 'executing' }) } };
    const succeeded: Event = { kind: 'item', conversation_id: 1, item: { kind: 'call', id: 7, call: call({ state: 'succeeded' }) } };
    expect(texts(play([text('First'), executing, text('Then', 8), succeeded]).end)).toEqual(['First', 'succeeded', 'Then']);
  });

  it('lose nothing to a load that answers late, and double nothing', () => {
    const { live } = play([text('one '), text('two ')]);
    expect(texts(withLive(empty, live))).toEqual(['one two ']);
    const half = conversation({ items: [{ kind: 'assistant', id: 7, text: 'one ', choices: [], at: '' }], run: null });
    expect(texts(withLive(half, live))).toEqual(['one two ']);
    expect(texts(play([text('three')], withLive(half, live), live).end)).toEqual(['one two three']);
  });

  it('belong to their conversation only', () => {
    const { live } = play([text('elsewhere')]);
    expect(texts(withLive({ ...empty, id: 2 }, live))).toEqual([]);
  });

  it('carry the state of the run, and forget what was live when it ends', () => {
    const { end, live } = play([text('half'), { kind: 'run', run: run({ state: 'stopped' }) }]);
    expect(end.run?.state).toBe('stopped');
    expect(live.size).toBe(0);
  });
});
