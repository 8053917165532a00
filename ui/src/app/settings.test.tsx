import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { scriptedHost } from '@/dev/script';
import { admin, alice, call, desk, hold, models, plan } from '@/dev/world';
import { failure } from '@/host/fake';
import { controlScreen } from '@/test/render';
import { App } from './App';

const of = (person: typeof alice) => scriptedHost(desk({ active: person, signed_in: [person] }));
const sent = (host: ReturnType<typeof of>, name: string) => host.calls.filter((made) => made.name === name).map(({ args }) => args);
const chosen = call({
  id: 70, tool: 'access_model_choose', tool_title: 'Choose the model', channel: 'ui', state: 'pending', level: 'confirm', risk: 'critical', writes: true, object: 'qwen3:8b', for_person: 'Admin',
  arguments: { address: 'http://127.0.0.1:11434/v1', model: 'qwen3:8b' }, hold: hold({ id: 71 }), plan: plan('Everybody’s conversations would go there.', [{ field: 'model', before: 'none', after: 'qwen3:8b' }]),
});

async function openModel(host: ReturnType<typeof of>) {
  render(<App host={host} />);
  await screen.findByTestId('composer');
  fireEvent.keyDown(window, { key: ',', ctrlKey: true });
  fireEvent.click(await screen.findByTestId('choose-model'));
  await screen.findByTestId('service-ollama');
}

beforeEach(() => localStorage.clear());

describe('the model in the settings', () => {
  it('is chosen by somebody who may, after the card is answered, and nothing before', { timeout: 20_000 }, async () => {
    const engine = controlScreen();
    const host = of(admin);
    host.script.choose_model = () => chosen;
    host.script.record_verdict = () => ({ ...chosen, state: 'succeeded' });
    await openModel(host);
    expect(await screen.findByText('Answers, 2 models')).toBeVisible();
    expect(sent(host, 'choose_model')).toEqual([]);
    fireEvent.click(within(screen.getByTestId('service-ollama')).getByRole('radio'));
    fireEvent.click(screen.getByTestId('model-use'));
    await waitFor(() => expect(sent(host, 'choose_model')).toEqual([{ address: 'http://127.0.0.1:11434/v1', model: 'qwen3:8b' }]));
    const card = await screen.findByTestId('tool-card');
    expect(screen.queryByText('qwen3:8b answers from now on.')).toBeNull();
    act(() => engine.show());
    await waitFor(() => {
      if (sent(host, 'record_verdict').length === 0) fireEvent.click(within(card).getByRole('button', { name: /Use it/ }));
      expect(sent(host, 'record_verdict')).not.toEqual([]);
    }, { timeout: 5000, interval: 200 });
    expect(await screen.findByText('qwen3:8b answers from now on.')).toBeVisible();
    expect(sent(host, 'record_verdict')).toEqual([{ hold_id: 71, digest: 'sha256:7c1e90ab', approve: true, reason: null }]);
  });

  it('is not offered to somebody who may not', async () => {
    const host = of(alice);
    host.script.models = () => ({ ...models, may_manage: false });
    render(<App host={host} />);
    await screen.findByTestId('composer');
    fireEvent.keyDown(window, { key: ',', ctrlKey: true });
    expect(await screen.findByText('An access manager can choose one here.')).toBeVisible();
    expect(screen.queryByTestId('choose-model')).toBeNull();
    expect(sent(host, 'detect_models')).toEqual([]);
  });

  it('takes a key once and shows nothing of it afterwards', { timeout: 20_000 }, async () => {
    const host = of(admin);
    host.script.give_model_key = ({ address }) => ({ ...models, keys: [address] });
    await openModel(host);
    fireEvent.click(within(screen.getByTestId('service-openai')).getByRole('radio'));
    const field = screen.getByTestId('model-key-field');
    fireEvent.change(field, { target: { value: 'sk-secret' } });
    fireEvent.click(screen.getByTestId('model-key-keep'));
    expect(await screen.findByText(/A key is kept for this address/)).toBeVisible();
    expect(sent(host, 'give_model_key')).toEqual([{ address: 'https://api.openai.com/v1', key: 'sk-secret' }]);
    expect(document.body.innerHTML).not.toContain('sk-secret');
    expect(screen.getByTestId('model-key-field')).toHaveValue('');
  });

  it('asks for the password again where the desk wants it for a key', { timeout: 20_000 }, async () => {
    const host = of(admin);
    let fresh = false;
    host.script.give_model_key = ({ address }) => {
      if (!fresh) throw failure('PASSWORD_NEEDED', 'your password was given more than 15 minutes ago');
      return { ...models, keys: [address] };
    };
    host.script.switch_person = () => {
      fresh = true;
      return desk({ active: admin, signed_in: [admin] });
    };
    await openModel(host);
    fireEvent.click(within(screen.getByTestId('service-openai')).getByRole('radio'));
    fireEvent.change(screen.getByTestId('model-key-field'), { target: { value: 'sk-secret' } });
    fireEvent.click(screen.getByTestId('model-key-keep'));
    fireEvent.change(await screen.findByLabelText('Your password'), { target: { value: 'admin' } });
    fireEvent.click(screen.getByTestId('model-key-keep'));
    expect(await screen.findByText(/A key is kept for this address/)).toBeVisible();
  });

  it('says what a test found, with what to do', { timeout: 20_000 }, async () => {
    const host = of(admin);
    host.script.test_model = () => [
      { step: 'reachable', works: true, sentence: '127.0.0.1:11434 answers.' },
      { step: 'tools', works: false, sentence: 'qwen3:8b answers with words where a tool was to be called.' },
    ];
    await openModel(host);
    fireEvent.click(within(screen.getByTestId('service-ollama')).getByRole('radio'));
    await screen.findByDisplayValue('qwen3:8b');
    fireEvent.click(screen.getByTestId('model-test'));
    const found = await screen.findByTestId('findings');
    expect(within(found).getByLabelText('Works')).toBeInTheDocument();
    expect(within(found).getByLabelText('Does not work')).toBeInTheDocument();
    expect(sent(host, 'choose_model')).toEqual([]);
  });

  it('says that the environment stands over it', async () => {
    const host = of(admin);
    host.script.models = () => ({ ...models, source: 'environment', address: 'https://models.example.com/v1', model: { kind: 'endpoint', name: 'scripted', host: 'models.example.com' } });
    await openModel(host);
    expect(screen.getByTestId('model-now')).toHaveTextContent(/OPENAI_BASE_URL or OPENAI_API_KEY is set for this start/);
  });
});

describe('the limits of a conversation', () => {
  it('are set from its header and said there', { timeout: 20_000 }, async () => {
    const host = of(alice);
    render(<App host={host} />);
    fireEvent.click((await screen.findAllByTestId('conversation-row'))[0] as HTMLElement);
    const chip = await screen.findByTestId('limits-chip');
    expect(chip).toHaveTextContent('No limits');
    fireEvent.click(chip);
    fireEvent.click(await screen.findByTestId('limit-read-only'));
    await waitFor(() => expect(sent(host, 'bound_conversation')).toEqual([{ id: 1, bounds: { tools: null, read_only: true, dry_run: false } }]));
    await waitFor(() => expect(screen.getByTestId('limits-chip')).toHaveTextContent('Read only'));
    fireEvent.click(screen.getByTestId('limit-dry-run'));
    await waitFor(() => expect(screen.getByTestId('limits-chip')).toHaveTextContent('2 limits'));
    fireEvent.click(screen.getByLabelText('Only these'));
    await waitFor(() => expect(sent(host, 'bound_conversation')).toHaveLength(3));
    const { bounds } = sent(host, 'bound_conversation').at(-1) as { bounds: { tools: string[] } };
    expect(bounds.tools).toContain('notes_list');
    expect(bounds.tools).not.toContain('notes_create');
  });
});

describe('usage', () => {
  it('is said with the limit it counts against', async () => {
    render(<App host={of(alice)} />);
    await screen.findByTestId('composer');
    fireEvent.keyDown(window, { key: '3', ctrlKey: true });
    const strip = await screen.findByTestId('usage');
    expect(strip).toHaveTextContent('22,300 tokens · 12 turns');
    expect(within(strip).getByTestId('budget')).toHaveTextContent('22,300 of 100,000 tokens');
  });
});
