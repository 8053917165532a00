// A running Assent with folders of its own, and the driver that holds its window.

import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { remote } from 'webdriverio';

export const BINARY = process.env.ASSENT_E2E_BINARY;
export const CLI_BINARY = process.env.ASSENT_CLI_BINARY;
export const PLAIN_BINARY = process.env.ASSENT_PLAIN_BINARY;
const SHOTS = process.env.ASSENT_SHOTS;
const STORY = { timeout: 120_000 };
const ANSWER = 15_000;

/** Drivers that are running, to be ended with this process however it ends. */
const drivers = new Set();
process.on('exit', () => drivers.forEach((pid) => signal(pid, 'SIGKILL')));
for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, () => process.exit(1));

/** A story over one fresh demo office: `tell` gets the open desk. */
export function story(name, ...rest) {
  const tell = rest.pop();
  const [options = {}] = rest;
  test(name, { ...STORY, skip: options.skip }, async () => {
    const place = new Place();
    try {
      const desk = await place.open(options);
      try {
        await tell(desk, place);
      } catch (error) {
        await desk.shot(`failed-${name.replaceAll(/\W+/g, '-').slice(0, 60)}`).catch(() => {});
        error.message += `\nlast lines of the app:\n${desk.lastLines()}`;
        throw error;
      }
    } finally {
      await place.clear();
    }
  });
}

/** Folders on disk that outlive the window. */
export class Place {
  constructor() {
    this.root = mkdtempSync(path.join(tmpdir(), 'assent-e2e-'));
    this.data = path.join(this.root, 'desk');
    this.desks = [];
  }

  environment(extra = {}) {
    const home = (name) => {
      const folder = path.join(this.root, name);
      mkdirSync(folder, { recursive: true });
      return folder;
    };
    return {
      ...process.env,
      XDG_CONFIG_HOME: home('config'),
      XDG_DATA_HOME: home('data'),
      XDG_STATE_HOME: home('state'),
      XDG_CACHE_HOME: home('cache'),
      ...extra,
    };
  }

  /** Opens the window. `args` replaces `--demo`, `env` is added to the environment. */
  async open({ args = ['--demo'], env = {}, size, binary = BINARY, sessionTimeout = 60_000 } = {}) {
    const desk = new Desk(this, binary);
    this.desks.push(desk);
    await desk.start([...args, '--data-dir', this.data], env, sessionTimeout);
    if (size) await desk.resize(...size);
    return desk;
  }

  async clear() {
    for (const desk of this.desks) await desk.close();
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}

class Desk {
  constructor(place, binary) {
    this.place = place;
    this.binary = binary;
    this.log = path.join(place.root, `app-${place.desks.length}.log`);
  }

  async start(args, env, sessionTimeout) {
    const port = await freePort();
    // A process group of its own, so that the window it starts ends with it.
    this.driver = spawn('WebKitWebDriver', [`--port=${port}`], {
      env: this.place.environment({ TAURI_AUTOMATION: 'true', TAURI_WEBVIEW_AUTOMATION: 'true', ...env }),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    drivers.add(this.driver.pid);
    writeFileSync(this.log, '');
    const keep = (lines) => existsSync(this.log) && appendFileSync(this.log, lines);
    this.driver.stdout.on('data', keep);
    this.driver.stderr.on('data', keep);
    await untilListening(port);
    this.browser = await remote({
      hostname: '127.0.0.1',
      port,
      logLevel: 'silent',
      connectionRetryCount: 0,
      waitforTimeout: ANSWER,
      connectionRetryTimeout: sessionTimeout,
      capabilities: {
        'webkitgtk:browserOptions': { binary: this.binary, args },
        'wdio:enforceWebDriverClassic': true,
      },
    });
  }

  /** Closes the window as its own close button would, or by force where that fails. */
  async close() {
    if (!this.driver || this.closed) return;
    this.closed = true;
    if (this.browser) {
      await within(5000, this.browser.deleteSession()).catch(() => {});
    }
    signal(this.driver.pid, 'SIGTERM');
    for (const ends = Date.now() + 5000; Date.now() < ends && signal(this.driver.pid, 0); ) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    signal(this.driver.pid, 'SIGKILL');
    drivers.delete(this.driver.pid);
  }

  /** Kills it where it stands. */
  async kill() {
    this.closed = true;
    signal(this.driver.pid, 'SIGKILL');
    await new Promise((resolve) => this.driver.once('exit', resolve));
    drivers.delete(this.driver.pid);
  }

  lastLines() {
    return readFileSync(this.log, 'utf8').split('\n').slice(-30).join('\n');
  }

  /** The element with this test id; `more` narrows the selector. */
  part(id, more = '') {
    return this.browser.$(`[data-testid="${id}"]${more}`);
  }

  parts(id, more = '') {
    return this.browser.$$(`[data-testid="${id}"]${more}`).getElements();
  }

  async shows(id, more = '', timeout = ANSWER) {
    const part = await this.part(id, more);
    await part.waitForDisplayed({ timeout, timeoutMsg: `${id}${more} is not shown` });
    return part;
  }

  async gone(id, more = '', timeout = ANSWER) {
    await this.browser.waitUntil(async () => (await this.parts(id, more)).length === 0, {
      timeout,
      timeoutMsg: `${id}${more} is still there`,
    });
  }

  async press(id, more = '') {
    const part = await this.shows(id, more);
    await part.waitForClickable({ timeout: ANSWER, timeoutMsg: `${id}${more} cannot be pressed` });
    await part.click();
  }

  async fill(id, text) {
    const part = await this.shows(id);
    await part.waitForEnabled({ timeout: ANSWER });
    await part.click();
    await part.setValue(text);
  }

  /** All text of the page. */
  text() {
    return this.browser.execute(() => document.body.innerText);
  }

  async reads(words, timeout = ANSWER) {
    const found = words instanceof RegExp ? (text) => words.test(text) : (text) => text.includes(words);
    await this.browser.waitUntil(async () => found(await this.text()), {
      timeout,
      timeoutMsg: `the page does not read ${words}`,
    });
  }

  async resize(width, height) {
    await this.browser.setWindowRect(0, 0, width, height);
    await this.browser.waitUntil(
      async () => {
        const [w, h] = await this.browser.execute(() => [innerWidth, innerHeight]);
        return w === width && h === height;
      },
      { timeout: 5000, timeoutMsg: `the window does not become ${width}x${height}` },
    );
  }

  /** Keeps a picture of the page. The driver answers before the frame is drawn, so two are awaited. */
  async shot(name) {
    await within(
      20_000,
      this.browser.executeAsync((done) =>
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0))),
      ),
    );
    const picture = await within(20_000, this.browser.takeScreenshot());
    if (SHOTS) {
      mkdirSync(SHOTS, { recursive: true });
      writeFileSync(path.join(SHOTS, `${name}.png`), Buffer.from(picture, 'base64'));
    }
    return picture;
  }
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** The promise, or an error after so many milliseconds. */
export function within(millis, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${millis} ms`)), millis);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function untilListening(port) {
  for (const ends = Date.now() + 10_000; Date.now() < ends; ) {
    const ready = await fetch(`http://127.0.0.1:${port}/status`).then(
      () => true,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('WebKitWebDriver does not listen');
}

/** Sends a signal to a process group; false where nobody is left in it. */
function signal(group, name) {
  try {
    return process.kill(-group, name);
  } catch (error) {
    if (error.code === 'ESRCH') return false;
    throw error;
  }
}
