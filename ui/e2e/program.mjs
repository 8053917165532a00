// The program started as a person starts it, without a driver.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readScreen } from '../../scripts/framebuffer.mjs';
import { within } from './desk.mjs';

/** Starts the program and gives it back with what it said so far. */
export function start(binary, args, env) {
  const child = spawn(binary, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const program = {
    pid: child.pid,
    said: '',
    ended: new Promise((resolve) => child.once('exit', (code) => resolve(code))),
    /** The variables the program runs with now. */
    environment: () => readFileSync(`/proc/${child.pid}/environ`, 'utf8').split('\0').map((entry) => entry.split('=')[0]),
    async quit() {
      child.kill('SIGTERM');
      return within(10_000, program.ended);
    },
  };
  child.stderr.on('data', (piece) => {
    program.said += piece;
  });
  return program;
}

/** Waits until something holds. */
export async function until(what, holds, millis = 20_000) {
  for (const ends = Date.now() + millis; Date.now() < ends; ) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`not within ${millis} ms: ${what}`);
}

/** Whether anything but one colour is on the screen. */
export const screenIsDrawn = () => readScreen(process.env.ASSENT_SCREEN).colours > 8;
export const screenIsEmpty = () => readScreen(process.env.ASSENT_SCREEN).colours < 3;
