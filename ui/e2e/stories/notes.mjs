import assert from 'node:assert/strict';
import { story } from '../desk.mjs';
import { addNote, card, decide, listedNotes, say, signIn } from '../people.mjs';

story('Alice signs in with one click and adds a note by a sentence', async (desk) => {
  await signIn(desk, 'alice');
  await say(desk, 'add a note titled Groceries saying milk and eggs');
  const done = await card(desk, 'notes_create', 'succeeded');
  assert.match(await done.getText(), /Groceries/);
  assert.match(await listedNotes(desk), /Groceries/);
});

story('her task is denied, with the code, the reason and a next step', async (desk) => {
  await signIn(desk, 'alice');
  await say(desk, 'add a task called Order toner due tomorrow');
  const denied = await card(desk, 'tasks_create', 'denied');
  const text = await denied.getText();
  assert.match(text, /MISSING_PERMISSION/);
  assert.match(text, /tasks|task/);
});

story('a slash form makes a note, and its own click needs no further yes', async (desk) => {
  await signIn(desk, 'alice');
  await desk.fill('composer', '/notes_create');
  await desk.shows('slash-menu');
  await desk.browser.keys('Enter');
  const form = await desk.shows('tool-form');
  await form.$('[name="title"]').setValue('Garden');
  await form.$('[name="content"]').setValue('water the tomatoes');
  await desk.press('form-submit');
  const done = await card(desk, 'notes_create', 'succeeded');
  assert.match(await done.getText(), /Garden/);
});

story('a note she has the agent delete waits for her; reject keeps it, approve deletes it', async (desk) => {
  await signIn(desk, 'alice');
  await addNote(desk, 'Groceries', 'milk and eggs');

  await say(desk, 'delete the note Groceries');
  const waiting = await card(desk, 'notes_delete', 'pending');
  assert.match(await waiting.getText(), /Groceries/);
  await decide(desk, 'reject');
  await card(desk, 'notes_delete', 'rejected');
  assert.match(await listedNotes(desk), /Groceries/);

  await say(desk, 'delete the note Groceries');
  await card(desk, 'notes_delete', 'pending');
  await decide(desk, 'approve');
  await card(desk, 'notes_delete', 'succeeded', 'redeemed');
  assert.doesNotMatch(await listedNotes(desk), /Groceries/);
});

story('approve has no focus when the card appears, and Enter decides nothing', async (desk) => {
  await signIn(desk, 'alice');
  await addNote(desk, 'Groceries', 'milk and eggs');
  await say(desk, 'delete the note Groceries');
  await card(desk, 'notes_delete', 'pending');
  const focused = () => desk.browser.execute(() => document.activeElement?.closest('[data-testid]')?.dataset.testid ?? '');
  assert.ok(!['approve', 'reject'].includes(await focused()), 'a verdict button took the focus');
  await desk.browser.keys('Enter');
  await desk.shows('approve');
  await card(desk, 'notes_delete', 'pending');
});
