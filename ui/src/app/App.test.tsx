import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { scriptedHost } from '@/dev/script';
import { alice, bob, call, conversation, desk, run } from '@/dev/world';
import { failure } from '@/host/fake';
import { App } from './App';

const signedIn = () => scriptedHost(desk({ active: alice, signed_in: [alice, bob] }));
const composer = () => screen.findByTestId('composer') as Promise<HTMLTextAreaElement>;
const open = (host: ReturnType<typeof scriptedHost>) => render(<App host={host} />);
const sent = (host: ReturnType<typeof scriptedHost>, name: string) => host.calls.filter((made) => made.name === name).map(({ args }) => args);

beforeEach(() => localStorage.clear());
afterEach(() => vi.unstubAllGlobals());

describe('the window', () => {
  it('lets a demo person in by the key of the row, and tells the host when it was painted', async () => {
    const host = scriptedHost(desk());
    open(host);
    await screen.findByTestId('demo-alice');
    fireEvent.keyDown(window, { key: '2' });
    await screen.findByTestId('composer');
    expect(screen.getByTestId('person-menu')).toHaveTextContent('Bob');
    expect(sent(host, 'sign_in_demo')).toEqual([{ email: 'bob@example.com' }]);
    await waitFor(() => expect(sent(host, 'painted')).toHaveLength(1));
  });

  it('takes digits typed in a field as text', async () => {
    const host = scriptedHost(desk());
    open(host);
    fireEvent.keyDown(await screen.findByTestId('password'), { key: '1' });
    expect(sent(host, 'sign_in_demo')).toEqual([]);
  });

  it('says why a sign-in failed, where it failed', async () => {
    open(scriptedHost(desk({ workspace: 'real', demo_people: [] })));
    fireEvent.change(await screen.findByTestId('email'), { target: { value: 'alice@example.com' } });
    fireEvent.change(screen.getByTestId('password'), { target: { value: 'wrong' } });
    fireEvent.click(screen.getByTestId('sign-in'));
    expect(await screen.findByText('This e-mail and password do not belong together.')).toBeVisible();
    expect(screen.queryByTestId('demo-alice')).toBeNull();
  });

  it('offers an empty workspace the demo office or a first administrator', async () => {
    const host = scriptedHost(desk({ workspace: 'empty', demo_people: [] }));
    open(host);
    fireEvent.click(await screen.findByTestId('set-up-administrator'));
    expect(screen.getByTestId('setup-password')).toBeVisible();
    fireEvent.click(screen.getByRole('button', { name: 'Back' }));
    fireEvent.click(screen.getByTestId('set-up-demo'));
    expect(await screen.findByTestId('demo-alice')).toBeVisible();
  });

  it('sends what was typed, streams the answer, and ticks the first step', async () => {
    const host = signedIn();
    open(host);
    const box = await composer();
    fireEvent.change(box, { target: { value: 'add a note titled Groceries saying milk and eggs' } });
    fireEvent.keyDown(box, { key: 'Enter' });
    expect(await screen.findByRole('heading', { name: 'Created the note “Groceries”' }, { timeout: 4000 })).toBeVisible();
    await waitFor(() => expect(screen.getByTestId('transcript')).toHaveTextContent('That is written down, as every call is.'), { timeout: 4000 });
    expect(box).toHaveValue('');
    expect(screen.getByTestId('try-it').querySelector('[data-step="allowed"]')).toHaveAttribute('data-done', 'true');
    expect(sent(host, 'send')).toEqual([{ conversation_id: null, text: 'add a note titled Groceries saying milk and eggs' }]);
  });

  it('keeps what was typed when it could not be sent, and says why', async () => {
    const host = signedIn();
    host.script.send = () => { throw failure('TOO_LONG', 'this message is longer than 100,000 characters'); };
    open(host);
    const box = await composer();
    fireEvent.change(box, { target: { value: 'a very long message' } });
    fireEvent.keyDown(box, { key: 'Enter' });
    expect(await screen.findByText('This message is longer than 100,000 characters.')).toBeVisible();
    expect(box).toHaveValue('a very long message');
  });

  it('answers a failure of unknown shape with a plain sentence', async () => {
    const host = signedIn();
    host.script.send = () => { throw new TypeError('x is not a function'); };
    open(host);
    const box = await composer();
    fireEvent.change(box, { target: { value: 'hello' } });
    fireEvent.keyDown(box, { key: 'Enter' });
    expect(await screen.findByText(/Something went wrong and Assent can’t say what/)).toBeVisible();
    expect(screen.queryByText(/not a function/)).toBeNull();
  });

  it('completes a slash word with Tab and opens its form', async () => {
    const host = signedIn();
    open(host);
    const box = await composer();
    fireEvent.change(box, { target: { value: '/notes_d' } });
    expect(within(await screen.findByTestId('slash-menu')).getAllByRole('option')).toHaveLength(1);
    fireEvent.keyDown(box, { key: 'Tab' });
    fireEvent.change(await screen.findByLabelText('Note number'), { target: { value: '7' } });
    fireEvent.click(screen.getByTestId('form-submit'));
    await waitFor(() => expect(sent(host, 'submit_form')).toEqual([{ conversation_id: null, tool: 'notes_delete', arguments: { note_id: 7 } }]));
  });

  it('stops a running turn by Esc', async () => {
    const host = signedIn();
    let now = run({ state: 'running' });
    host.script.conversation = () => conversation({ items: [], run: now });
    host.script.stop_run = () => (now = run({ state: 'stopped' }));
    open(host);
    fireEvent.click((await screen.findAllByTestId('conversation-row'))[0] as HTMLElement);
    await screen.findByTestId('stop');
    fireEvent.keyDown(await composer(), { key: 'Escape' });
    await waitFor(() => expect(sent(host, 'stop_run')).toEqual([{ run_id: 5 }]));
    await waitFor(() => expect(screen.queryByTestId('stop')).toBeNull());
  });

  it('asks for the password again when the desk wants it for a switch', async () => {
    const host = signedIn();
    host.script.switch_person = ({ password }) => {
      if (password === null) throw failure('PASSWORD_NEEDED', 'give the password again');
      return desk({ active: bob, signed_in: [alice, bob] });
    };
    open(host);
    fireEvent.click(await screen.findByTestId('person-menu'));
    fireEvent.click(await screen.findByTestId('switch-bob'));
    fireEvent.change(await screen.findByTestId('switch-password'), { target: { value: 'password' } });
    fireEvent.click(screen.getByTestId('switch-submit'));
    await waitFor(() => expect(screen.getByTestId('person-menu')).toHaveTextContent('Bob'));
    expect(sent(host, 'switch_person')).toEqual([{ person_id: 2, password: null }, { person_id: 2, password: 'password' }]);
  });

  it('shows what one may do, and what could be asked for', async () => {
    open(signedIn());
    await composer();
    fireEvent.keyDown(window, { key: '3', ctrlKey: true });
    expect(await screen.findByRole('row', { name: /Change notes/ })).toHaveTextContent('Confirm');
    expect(within(screen.getByTestId('requestable')).getByRole('row', { name: /Create tasks/ })).toHaveTextContent('tasks_create');
  });

  it('brings in an item that arrives while the conversation is open', async () => {
    const host = signedIn();
    open(host);
    fireEvent.click((await screen.findAllByTestId('conversation-row'))[0] as HTMLElement);
    await screen.findByTestId('transcript');
    act(() => host.emit({ kind: 'item', conversation_id: 1, item: { kind: 'call', id: 99, call: call({ id: 99, tool: 'weather_read', object: 'Hamburg' }) } }));
    expect(await screen.findByRole('heading', { name: 'Read the weather for Hamburg' })).toBeVisible();
  });

  it('offers the answers to a question, and sends the one that is chosen', async () => {
    const host = signedIn();
    const asked = conversation({ items: [{ kind: 'assistant', id: 98, text: 'Which one?', choices: ['Groceries', 'Ideas'], at: '2026-11-23T14:20:00Z' }] });
    host.script.conversation = () => ({ ...asked, run: run({ state: 'waiting' }) });
    open(host);
    fireEvent.click((await screen.findAllByTestId('conversation-row'))[0] as HTMLElement);
    expect(await screen.findByText('Waits for your answer, also after a restart.')).toBeVisible();
    fireEvent.click(within(screen.getByTestId('choices')).getByRole('button', { name: 'Ideas' }));
    await waitFor(() => expect(sent(host, 'send')).toEqual([{ conversation_id: 1, text: 'Ideas' }]));
  });

  it('offers no answers once the run goes on', async () => {
    const host = signedIn();
    const asked = conversation({ items: [{ kind: 'assistant', id: 98, text: 'Which one?', choices: ['Groceries', 'Ideas'], at: '2026-11-23T14:20:00Z' }] });
    host.script.conversation = () => ({ ...asked, run: run({ state: 'running' }) });
    open(host);
    fireEvent.click((await screen.findAllByTestId('conversation-row'))[0] as HTMLElement);
    expect(await screen.findByText('Which one?')).toBeVisible();
    expect(screen.queryByTestId('choices')).toBeNull();
  });

  it('finds a conversation by what the host knows of it', async () => {
    const host = signedIn();
    open(host);
    const rows = (await screen.findAllByTestId('conversation-row')).length;
    fireEvent.click(screen.getByRole('button', { name: 'Search conversations' }));
    fireEvent.change(screen.getByRole('textbox', { name: 'Search conversations' }), { target: { value: 'zzz' } });
    expect(await screen.findByText('No conversation matches “zzz”')).toBeVisible();
    expect(sent(host, 'search_conversations')).toEqual([{ text: 'zzz' }]);
    fireEvent.change(screen.getByRole('textbox', { name: 'Search conversations' }), { target: { value: '' } });
    await waitFor(() => expect(screen.getAllByTestId('conversation-row')).toHaveLength(rows));
  });
});
