// What the stories do again and again, in words.

import assert from 'node:assert/strict';

/** Signs in one of the demo people with one click. */
export async function signIn(desk, name) {
  await desk.press(`demo-${name}`);
  await desk.shows('composer');
}

/** Types a sentence and sends it. */
export async function say(desk, sentence) {
  await desk.fill('composer', sentence);
  await desk.press('send');
}

/** The last card of a tool, once it has come to one of these states. */
export async function card(desk, tool, ...states) {
  const ofTool = `[data-tool="${tool}"]`;
  const seen = async () => {
    const all = await desk.parts('tool-card', ofTool);
    const last = all.at(-1);
    return last && { last, state: await last.getAttribute('data-state') };
  };
  await desk.browser.waitUntil(async () => states.includes((await seen().catch(() => null))?.state), {
    timeout: 15_000,
    timeoutMsg: `the last card of ${tool} does not come to ${states.join(' or ')}`,
  });
  return (await seen()).last;
}

/** Makes a note and waits until it is there. */
export async function addNote(desk, title, content) {
  await say(desk, `add a note titled ${title} saying ${content}`);
  await card(desk, 'notes_create', 'succeeded');
}

/** Presses a verdict button, which ignores clicks in its first half second. */
export async function decide(desk, verdict) {
  await desk.shows(verdict);
  await desk.browser.waitUntil(
    async () => {
      for (const button of await desk.parts(verdict)) {
        if (await button.isClickable()) await button.click();
      }
      return (await desk.parts(verdict)).length === 0;
    },
    { timeout: 15_000, interval: 250, timeoutMsg: `${verdict} does not take the click` },
  );
}

/** What a command of the desk answers, asked as the page would ask. */
export async function ask(desk, command, args = {}) {
  const answer = await desk.browser.executeAsync(
    (name, given, done) => {
      window.__TAURI_INTERNALS__.invoke(name, { args: given }).then(
        (value) => done({ value }),
        // A field named "error" would read as the driver's own.
        (refusal) => done({ refusal }),
      );
    },
    command,
    args,
  );
  assert.equal(answer.refusal, undefined, `${command} failed: ${JSON.stringify(answer.refusal)}`);
  return answer.value;
}

/** The person's notes as a fresh conversation lists them. */
export async function listedNotes(desk) {
  await desk.press('new-conversation');
  await desk.gone('tool-card');
  await say(desk, 'show my notes');
  return (await card(desk, 'notes_list', 'succeeded')).getText();
}
