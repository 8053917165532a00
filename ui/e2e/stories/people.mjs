import assert from 'node:assert/strict';
import { story } from '../desk.mjs';
import { addNote, ask, signIn } from '../people.mjs';

const PASSWORD = 'password';

async function signInWithPassword(desk, email, password) {
  await desk.fill('email', email);
  await desk.fill('password', password);
  await desk.press('sign-in');
}

async function switchTo(desk, name) {
  await desk.press('person-menu');
  await desk.press(`switch-${name}`);
}

story('a wrong password is answered by one sentence, the right one opens the desk', async (desk) => {
  await desk.shows('demo-alice');
  await signInWithPassword(desk, 'alice@example.com', 'not it');
  const error = await desk.shows('error');
  assert.match(await error.getText(), /password/i);
  assert.equal((await ask(desk, 'desk')).active, null);

  await signInWithPassword(desk, 'alice@example.com', PASSWORD);
  await desk.shows('composer');
  assert.equal((await ask(desk, 'desk')).active.name, 'Alice');
});

story('Bob signs in beside Alice; each sees only their own conversations', async (desk) => {
  await signIn(desk, 'alice');
  await addNote(desk, 'Greenhouse', 'water the tomatoes');
  const hers = await ask(desk, 'conversations');
  assert.equal(hers.length, 1);

  await desk.press('person-menu');
  await desk.press('sign-in-else');
  await signIn(desk, 'bob');
  await desk.browser.waitUntil(async () => (await ask(desk, 'desk')).active?.name === 'Bob');
  assert.deepEqual(await ask(desk, 'conversations'), [], 'Bob has said nothing yet');
  assert.doesNotMatch(await desk.text(), /Greenhouse/);

  await switchTo(desk, 'alice');
  await desk.browser.waitUntil(async () => (await ask(desk, 'desk')).active?.name === 'Alice');
  assert.deepEqual(await ask(desk, 'conversations'), hers);
  await desk.reads('Greenhouse');
  assert.deepEqual(
    (await ask(desk, 'desk')).signed_in.map((person) => person.name).sort(),
    ['Alice', 'Bob'],
  );
});

story('whoever becomes active sees their own list, however often it changes', async (desk) => {
  await signIn(desk, 'alice');
  await addNote(desk, 'Greenhouse', 'water the tomatoes');
  await desk.press('person-menu');
  await desk.press('sign-in-else');
  await signIn(desk, 'bob');
  await addNote(desk, 'Staircase', 'new bulbs');
  for (const [name, theirs, others] of Array(4).fill([['alice', 'Greenhouse', 'Staircase'], ['bob', 'Staircase', 'Greenhouse']]).flat()) {
    await switchTo(desk, name);
    await desk.reads(theirs);
    assert.doesNotMatch(await desk.text(), new RegExp(others), `${name} sees what is not theirs`);
  }
});

story("another person's conversation is not found, whatever number is asked for", async (desk) => {
  await signIn(desk, 'alice');
  await addNote(desk, 'Greenhouse', 'water the tomatoes');
  const [hers] = await ask(desk, 'conversations');
  await desk.press('person-menu');
  await desk.press('sign-in-else');
  await signIn(desk, 'bob');
  await desk.browser.waitUntil(async () => (await ask(desk, 'desk')).active?.name === 'Bob');
  await assert.rejects(ask(desk, 'conversation', { id: hers.id }), /NOT_FOUND/);
  await assert.rejects(ask(desk, 'send', { conversation_id: hers.id, text: 'show my notes' }), /NOT_FOUND/);
});

story('signing out leads back to the sign-in page and ends the session', async (desk) => {
  await signIn(desk, 'alice');
  await desk.press('person-menu');
  await desk.press('sign-out');
  await desk.shows('demo-alice');
  const now = await ask(desk, 'desk');
  assert.deepEqual([now.active, now.signed_in], [null, []]);
  await assert.rejects(ask(desk, 'conversations'), /SIGN|SESSION/);
});

story('conversations are still there after the app was closed and opened again', async (desk, place) => {
  await signIn(desk, 'alice');
  await addNote(desk, 'Greenhouse', 'water the tomatoes');
  const before = await ask(desk, 'conversations');
  await desk.close();

  const again = await place.open();
  if ((await again.parts('demo-alice')).length > 0 || !(await ask(again, 'desk')).active) {
    await signIn(again, 'alice');
  }
  await again.shows('composer');
  const after = await ask(again, 'conversations');
  assert.deepEqual(after.map(({ id, title }) => [id, title]), before.map(({ id, title }) => [id, title]));
  await again.reads('Greenhouse');
});
