import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { test } from 'node:test';
import { BINARY, PLAIN_BINARY, Place, freePort } from '../desk.mjs';
import { screenIsDrawn, screenIsEmpty, start, until } from '../program.mjs';

const WITHOUT_PLAIN = { skip: !PLAIN_BINARY && 'ASSENT_PLAIN_BINARY is not set', timeout: 60_000 };

/** A test with folders of its own and programs that do not outlive it. */
function program(name, options, tell) {
  test(name, options, async () => {
    const place = new Place();
    const started = [];
    await until('an empty screen', screenIsEmpty);
    try {
      await tell(place, (binary, args, env) => {
        started.push(start(binary, [...args, '--data-dir', place.data], place.environment(env)));
        return started.at(-1);
      });
    } finally {
      for (const one of started) await one.quit().catch(() => process.kill(one.pid, 'SIGKILL'));
      await place.clear();
    }
  });
}

program('a wrong setting is named in a window and on standard error, exit code 2', {}, async (_, begin) => {
  const app = begin(BINARY, ['--demo'], { AGENT_MAX_STEPS: 'many' });
  await until('the sentence', () => app.said.includes('AGENT_MAX_STEPS'));
  await until('the page with it', screenIsDrawn);
  assert.equal(await app.quit(), 2);
});

program('a data folder that cannot be is named in a window, exit code 5', {}, async (place, begin) => {
  writeFileSync(place.data, 'a file where the folder should be');
  const app = begin(BINARY, ['--demo'], {});
  await until('the sentence', () => app.said.includes(place.data));
  await until('the page with it', screenIsDrawn);
  assert.equal(await app.quit(), 5);
});

program('the program opens its window and quits in good order when asked', {}, async (_, begin) => {
  const app = begin(BINARY, ['--demo'], {});
  await until('a drawn window', screenIsDrawn);
  assert.equal(await app.quit(), 0);
  await until('an empty screen', screenIsEmpty);
});

const listens = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true) || socket.destroy());
    socket.once('error', () => resolve(false));
  });

program('as people get it, the program drops the variables that would let others drive it', WITHOUT_PLAIN, async (_, begin) => {
  const port = await freePort();
  const app = begin(PLAIN_BINARY, ['--demo'], {
    TAURI_AUTOMATION: 'true',
    TAURI_WEBVIEW_AUTOMATION: 'true',
    WEBKIT_INSPECTOR_SERVER: `127.0.0.1:${port}`,
    STAYS: 'here',
  });
  await until('a drawn window', screenIsDrawn);
  const names = app.environment();
  assert.deepEqual(names.filter((name) => /AUTOMATION|INSPECTOR/.test(name)), []);
  assert.ok(names.includes('STAYS'));
  assert.equal(await listens(port), false, 'the inspector listens');
});

program('as people get it, no driver gets a session', WITHOUT_PLAIN, async (place) => {
  const attempt = place.open({ binary: PLAIN_BINARY, sessionTimeout: 10_000 });
  await assert.rejects(attempt, 'a driver got hold of the window');
  assert.ok(screenIsDrawn(), 'the window itself is there');
});
