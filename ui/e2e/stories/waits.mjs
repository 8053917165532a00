import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { CLI_BINARY, story } from '../desk.mjs';
import { ask, card, say, signIn } from '../people.mjs';

const WITHOUT_CLI = { skip: !CLI_BINARY && 'ASSENT_CLI_BINARY is not set', env: { APP_ENV: 'test' } };

/** What the command line says to the same desk. */
function assent(place, args, input = '') {
  const env = place.environment(WITHOUT_CLI.env);
  const said = spawnSync(CLI_BINARY, ['--data-dir', place.data, ...args], { env, input, encoding: 'utf8' });
  assert.equal(said.status, 0, `${args.join(' ')}: ${said.stderr}`);
  return said.stdout;
}

/** Bob's agent wants to delete his task, which waits for the admin; the app is killed. */
async function killedWhileItWaits(desk) {
  await signIn(desk, 'bob');
  await say(desk, 'add a task called Agenda');
  await card(desk, 'tasks_create', 'succeeded');
  await say(desk, 'delete the task Agenda');
  await card(desk, 'tasks_delete', 'pending');
  await desk.kill();
}

/** The app starts again, and Bob's run ends by itself. */
async function goesOn(place) {
  const again = await place.open(WITHOUT_CLI);
  await signIn(again, 'bob');
  const [{ id }] = await ask(again, 'conversations');
  const state = async () => (await ask(again, 'conversation', { id })).run.state;
  await again.browser.waitUntil(async () => (await state()) === 'finished', { timeout: 30_000, timeoutMsg: 'the run does not go on' });
  const { items } = await ask(again, 'conversation', { id });
  return { again, call: items.filter((item) => item.kind === 'call').at(-1).call, said: items.at(-1).text };
}

function admin(place, ...args) {
  assent(place, ['login', 'admin@example.com', '--password-stdin'], 'admin\n');
  return assent(place, [...args, '--as', 'admin@example.com']);
}

/** What the audit says of the calls of this tool, in order. */
function record(place, tool) {
  const events = assent(place, ['audit', 'export']).trim().split('\n').map((line) => JSON.parse(line));
  const about = (event) => (typeof event.body === 'string' ? JSON.parse(event.body) : event.body).about;
  const call = events.find((event) => event.kind === 'call.held' && about(event).tool === tool).call_id;
  return events.filter((event) => event.call_id === call).map(({ kind }) => kind);
}

story('after a kill and a yes from the command line the run ends by itself, and the task goes once', WITHOUT_CLI, async (desk, place) => {
  await killedWhileItWaits(desk);
  admin(place, 'holds', 'approve', '1');
  const { call, said } = await goesOn(place);
  assert.equal(call.state, 'redeemed');
  assert.match(said, /Agenda/);
  assert.deepEqual(record(place, 'tasks_delete'), ['call.held', 'hold.approved', 'call.succeeded']);
});

story('after a kill and a no the run ends by itself, and the task stays', WITHOUT_CLI, async (desk, place) => {
  await killedWhileItWaits(desk);
  admin(place, 'holds', 'reject', '1', '--reason', 'still needed');
  const { call, said } = await goesOn(place);
  assert.equal(call.state, 'rejected');
  assert.match(said, /rejected|not deleted|still needed/i);
  assert.deepEqual(record(place, 'tasks_delete'), ['call.held', 'hold.rejected']);
});

story('after a kill and a day in which nobody answered the run ends by itself, and the task stays', WITHOUT_CLI, async (desk, place) => {
  await killedWhileItWaits(desk);
  writeFileSync(path.join(place.data, 'test-clock'), String(25 * 3600));
  const { call } = await goesOn(place);
  assert.equal(call.state, 'expired');
  assert.deepEqual(record(place, 'tasks_delete'), ['call.held', 'hold.expired']);
});
