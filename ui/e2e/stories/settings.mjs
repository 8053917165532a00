import assert from 'node:assert/strict';
import { story } from '../desk.mjs';
import { scriptedModel } from '../model.mjs';
import { ask, card, decide, say, signIn } from '../people.mjs';

const KEY = 'sk-of-a-story-0123456789';

async function openModel(desk) {
  await desk.browser.keys(['Control', ',']);
  await desk.press('choose-model');
  await desk.shows('service-other');
}

story('the admin chooses a model with its key, and the next message goes there without a restart', async (desk) => {
  const model = await scriptedModel((_, speak) => speak.text('Hello from the model.'));
  try {
    await signIn(desk, 'admin');
    assert.equal((await ask(desk, 'models')).source, 'nobody', 'nothing is used that nobody chose');
    await openModel(desk);
    await desk.press('service-other');
    await desk.fill('model-address', model.env.OPENAI_BASE_URL);
    await desk.fill('model-name', 'scripted');
    await desk.fill('model-key-field', KEY);
    await desk.press('model-key-keep');
    await desk.reads('A key is kept for this address');
    const page = await desk.browser.execute(() => document.documentElement.outerHTML + JSON.stringify(Object.entries(localStorage)));
    assert.ok(!page.includes(KEY), 'nothing of the key stays in the page');
    await desk.press('model-use');
    await desk.reads('Let “scripted” answer?');
    await decide(desk, 'approve');
    await desk.reads('scripted answers from now on.');
    await desk.browser.keys('Escape');
    await desk.gone('model-dialog');
    await desk.browser.keys('Escape');
    await say(desk, 'hello');
    await desk.reads('Hello from the model.');
    assert.equal(model.asked.length, 1);
    assert.ok(!JSON.stringify(await ask(desk, 'models')).includes(KEY));
  } finally {
    await model.close();
  }
});

story('Alice sees which model answers and is not offered to choose one', async (desk) => {
  await signIn(desk, 'alice');
  await desk.browser.keys(['Control', ',']);
  await desk.reads('An access manager can choose one here.');
  await desk.gone('choose-model');
});

story('a conversation that is held to reading changes nothing until it is let go', async (desk) => {
  await signIn(desk, 'alice');
  await say(desk, 'show my notes');
  await card(desk, 'notes_list', 'succeeded');
  await desk.press('limits-chip');
  await desk.shows('limits');
  await desk.browser.execute(() => document.querySelector('[data-testid="limit-read-only"]').click());
  await desk.reads('Read only');
  await desk.browser.keys('Escape');
  await say(desk, 'add a note titled Groceries saying milk');
  const refused = await card(desk, 'notes_create', 'denied');
  assert.match(await refused.getText(), /OUT_OF_SCOPE/);
  const [{ id }] = await ask(desk, 'conversations');
  await ask(desk, 'bound_conversation', { id, bounds: { tools: null, read_only: false, dry_run: false } });
  await say(desk, 'add a note titled Groceries saying milk');
  await card(desk, 'notes_create', 'succeeded');
});
