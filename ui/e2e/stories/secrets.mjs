import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { story } from '../desk.mjs';
import { addNote, ask, signIn } from '../people.mjs';

/** Everything a script in the page can get hold of without asking the desk. */
const reachable = () => {
  const seen = new Set();
  const texts = [document.documentElement.outerHTML, document.cookie];
  for (const store of [localStorage, sessionStorage]) {
    for (let at = 0; at < store.length; at += 1) texts.push(store.key(at), store.getItem(store.key(at)));
  }
  const walk = (value, depth) => {
    if (typeof value === 'string') texts.push(value);
    if (value === null || typeof value !== 'object' || depth > 6 || seen.has(value)) return;
    if (value instanceof Node || value instanceof Window) return;
    seen.add(value);
    for (const key of Object.keys(value)) {
      try {
        walk(value[key], depth + 1);
      } catch {
        // Some of the browser's own properties refuse to be read.
      }
    }
  };
  for (const key of Object.getOwnPropertyNames(window)) {
    try {
      walk(window[key], 0);
    } catch {
      // As above.
    }
  }
  for (const element of document.querySelectorAll('*')) {
    for (const key of Object.keys(element)) walk(element[key], 0);
    if ('value' in element) texts.push(String(element.value));
  }
  return { texts, names: [...document.cookie.split(';'), ...Object.keys(localStorage), ...Object.keys(sessionStorage)] };
};

/** Long random-looking words: what a session token looks like. */
const TOKEN = /\b(?:[0-9a-f]{40,}|[A-Za-z0-9_-]{43,}={0,2}|eyJ[A-Za-z0-9_-]{10,}\.)/g;

const isRandom = (word) => /[0-9]/.test(word) && /[a-z]/i.test(word) && !/[-_]{2}|css|mantine/.test(word);

story('the session token is nowhere in the web view', async (desk) => {
  await signIn(desk, 'alice');
  await addNote(desk, 'Groceries', 'milk and eggs');
  const { texts } = await desk.browser.execute(reachable);
  const page = texts.join('\n');

  const answers = JSON.stringify([await ask(desk, 'desk'), await ask(desk, 'access'), await ask(desk, 'conversations')]);
  assert.deepEqual(answers.match(TOKEN)?.filter(isRandom) ?? [], [], 'no answer carries a token');
  assert.doesNotMatch(page, /token["']?\s*[:=]\s*["'][^"']{20,}/i);
  assert.equal(await desk.browser.execute(() => document.cookie), '');

  // What lies in the folders as a session must not be reachable from the page.
  for (const secret of secretsBelow(desk.place.root)) {
    assert.ok(!page.includes(secret) && !answers.includes(secret), 'a stored secret is in the page');
  }
});

function secretsBelow(root) {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /session|token|secret|\.key$/i.test(entry.name))
    .map((entry) => readFileSync(path.join(entry.parentPath ?? entry.path, entry.name), 'utf8').trim())
    .flatMap((text) => text.match(/[A-Za-z0-9_+/=-]{24,}/g) ?? []);
}

story('the page can call nothing but the desk, and can lead nowhere', async (desk) => {
  await signIn(desk, 'alice');
  const tried = await desk.browser.executeAsync(async (done) => {
    const outcome = (promise) => promise.then(() => 'allowed', (error) => String(error?.message ?? error));
    const invoke = window.__TAURI_INTERNALS__.invoke;
    const answers = {
      window: await outcome(invoke('plugin:window|set_title', { label: 'main', value: 'x' })),
      path: await outcome(invoke('plugin:path|resolve_directory', { directory: 1 })),
      emit: await outcome(invoke('plugin:event|emit', { event: 'x', payload: 1 })),
      unknown: await outcome(invoke('no_such_command', {})),
      network: await outcome(fetch('http://127.0.0.1:9/')),
      script: await outcome(new Promise((resolve, reject) => {
        const script = document.createElement('script');
        script.src = 'data:text/javascript,window.intruder=1';
        script.onload = resolve;
        script.onerror = () => reject(new Error('refused'));
        document.head.append(script);
      })),
      opened: String(window.open('https://example.com/')),
    };
    location.href = 'https://example.com/';
    setTimeout(() => done({ ...answers, intruder: String(window.intruder), here: location.host }), 500);
  });
  const { opened, intruder, here, ...calls } = tried;
  for (const [what, answer] of Object.entries(calls)) assert.notEqual(answer, 'allowed', `${what} is open to the page`);
  assert.deepEqual([opened, intruder, here], ['null', 'undefined', 'localhost']);
  await desk.shows('composer');
});
