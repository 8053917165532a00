import assert from 'node:assert/strict';
import { test } from 'node:test';
import { story } from '../desk.mjs';
import { gate, scriptedModel } from '../model.mjs';
import { ask, card, say, signIn } from '../people.mjs';

/** A story whose model answers by the script. */
async function modelStory(name, script, tell) {
  const model = await scriptedModel(...script);
  test.after(() => model.close());
  story(name, { env: model.env }, (desk) => tell(desk, model));
}

const runEnds = (desk, state) =>
  desk.browser.waitUntil(
    async () => {
      const [latest] = await ask(desk, 'conversations');
      return latest?.run_state === state;
    },
    { timeout: 15_000, timeoutMsg: `the run does not come to ${state}` },
  );

const results = (body) =>
  body.messages.filter((message) => message.role === 'tool').map((message) => JSON.parse(message.content));

const second = gate();
await modelStory(
  'an answer appears piece by piece, before it has ended',
  [
    async (_, speak) => {
      speak.piece('The first half');
      await second.opened;
      speak.text(' and the second.');
    },
  ],
  async (desk) => {
    await signIn(desk, 'alice');
    await desk.shows('model-chip');
    await desk.reads('scripted');
    await say(desk, 'tell me something');
    await desk.reads('The first half');
    assert.doesNotMatch(await desk.text(), /and the second/);
    await desk.shows('stop');
    await desk.shot('chat-streaming-light');
    second.open();
    await desk.reads('The first half and the second.');
    await desk.gone('stop');
  },
);

await modelStory(
  'two calls in a row run one after the other, each with its card',
  [
    (_, speak) => speak.call(['notes_create', { title: 'Groceries', content: 'milk and eggs' }]),
    (_, speak) => speak.call(['notes_list', {}]),
    (_, speak) => speak.text('Groceries is among your notes.'),
  ],
  async (desk, model) => {
    await signIn(desk, 'alice');
    await say(desk, 'note the groceries, then show me all notes');
    await card(desk, 'notes_create', 'succeeded');
    await card(desk, 'notes_list', 'succeeded');
    await desk.reads('Groceries is among your notes.');
    assert.equal(model.asked.length, 3);
    assert.deepEqual(results(model.asked[2]).map((result) => result.outcome), ['succeeded', 'succeeded']);
  },
);

await modelStory(
  'two calls asked for at once both run',
  [
    (_, speak) => speak.call(['notes_create', { title: 'One', content: 'first' }], ['notes_create', { title: 'Two', content: 'second' }]),
    (_, speak) => speak.text('Both are written.'),
  ],
  async (desk, model) => {
    await signIn(desk, 'alice');
    await say(desk, 'write two notes');
    await desk.reads('Both are written.');
    assert.deepEqual(results(model.asked[1]).map((result) => result.outcome), ['succeeded', 'succeeded']);
  },
);

await modelStory(
  'a denial goes back to the model as structure, and to Alice with a reason',
  [
    (_, speak) => speak.call(['tasks_create', { title: 'Order toner' }]),
    (_, speak) => speak.text('You may not create tasks.'),
  ],
  async (desk, model) => {
    await signIn(desk, 'alice');
    await say(desk, 'remind me of the toner');
    const denied = await card(desk, 'tasks_create', 'denied');
    assert.match(await denied.getText(), /MISSING_PERMISSION/);
    await desk.reads('You may not create tasks.');
    const [result] = results(model.asked[1]);
    assert.equal(result.outcome, 'denied');
    assert.equal(result.denial.code, 'MISSING_PERMISSION');
    assert.deepEqual(result.denial.missing, ['tasks:create']);
    assert.ok(result.denial.next_actions.length > 0, 'there is something to do about it');
  },
);

await modelStory(
  'stop ends an answer that hangs, and the next sentence is answered',
  [
    async (_, speak) => {
      speak.piece('Let me think');
      await speak.hang();
    },
    (_, speak) => speak.text('Here again.'),
  ],
  async (desk, model) => {
    await signIn(desk, 'alice');
    await say(desk, 'think for ever');
    await desk.reads('Let me think');
    await desk.press('stop');
    await runEnds(desk, 'stopped');
    await desk.gone('stop');
    await desk.browser.waitUntil(() => model.open.size === 0, { timeoutMsg: 'the connection stays open' });
    await say(desk, 'are you there');
    await desk.reads('Here again.');
  },
);

await modelStory(
  'HTML, pictures and links in an answer are shown as text',
  [(_, speak) => speak.text('<img src=x onerror="window.intruder=1"><b>bold</b> [link](https://example.com/) ![picture](https://example.com/p.png)')],
  async (desk) => {
    await signIn(desk, 'alice');
    await say(desk, 'show me something');
    await desk.reads('<img src=x');
    const made = await desk.browser.execute(() => ({
      intruder: String(window.intruder),
      links: document.querySelectorAll('a[href^="http"]').length,
      pictures: document.querySelectorAll('img[src^="http"], img[src="x"]').length,
    }));
    assert.deepEqual(made, { intruder: 'undefined', links: 0, pictures: 0 });
  },
);

for (const [width, height] of [[1280, 800], [900, 600]]) {
  await modelStory(
    `a question waits with its answers, and the chosen one goes on with the run, ${width}x${height}`,
    [
      (_, speak) => speak.call(['ask_person', { question: 'Which note do you mean?', choices: ['Groceries', 'Ideas for the summer party'] }]),
      (body, speak) => speak.text(`You chose ${body.messages.at(-1).content}.`),
    ],
    async (desk, model) => {
      await desk.resize(width, height);
      await signIn(desk, 'alice');
      await say(desk, 'read my note');
      await desk.shows('choices');
      await runEnds(desk, 'waiting');
      await desk.reads('Waits for your answer');
      assert.equal(model.asked.length, 1);
      for (const scheme of ['light', 'dark']) {
        await desk.browser.execute((name) => document.documentElement.setAttribute('data-mantine-color-scheme', name), scheme);
        await desk.shot(`chat-question-${width}x${height}-${scheme}`);
      }
      await (await (await desk.part('choices')).$('button*=Ideas')).click();
      await desk.reads('You chose Ideas for the summer party.');
      await desk.gone('choices');
      await runEnds(desk, 'finished');
    },
  );
}
