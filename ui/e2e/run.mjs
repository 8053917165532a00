// Runs the stories, each file in a process of its own, and says what held.
//
// usage: node run.mjs [part of a file's name …]
// ASSENT_E2E_BINARY    the shell with the feature `e2e`
// ASSENT_PLAIN_BINARY  the shell as people get it (optional)
// ASSENT_CLI_BINARY    the command line (optional)
// ASSENT_SHOTS         folder for pictures (optional)

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';

const HERE = import.meta.dirname;
const LONGEST_STORY = 120_000;

if (!process.env.ASSENT_E2E_BINARY) {
  console.error('ASSENT_E2E_BINARY is not set; `make test` builds the binary and sets it');
  process.exit(2);
}

const wanted = process.argv.slice(2);
const files = readdirSync(path.join(HERE, 'stories'))
  .filter((name) => name.endsWith('.mjs'))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .sort()
  .map((name) => path.join(HERE, 'stories', name));

let passed = 0;
let failed = 0;

// A file counts as one more test around its own; only the stories are told.
const isFile = (event) => files.includes(event.name) || files.some((file) => file.endsWith(event.name));

const stories = run({ files, concurrency: 1, timeout: LONGEST_STORY * 10 });
stories.on('test:pass', (event) => {
  if (isFile(event) || event.details.type === 'suite') return;
  if (event.skip !== undefined) {
    console.log(`skip  ${event.name} (${event.skip})`);
    return;
  }
  passed += 1;
  console.log(`pass  ${event.name} (${(event.details.duration_ms / 1000).toFixed(1)} s)`);
});
stories.on('test:fail', (event) => {
  if (event.details.type === 'suite') return;
  if (isFile(event) && event.details.error?.failureType === 'subtestsFailed') return;
  failed += 1;
  console.log(`FAIL  ${event.name}`);
  const error = event.details.error?.cause ?? event.details.error;
  console.log(String(error?.stack ?? error).replace(/^/gm, '      '));
});
stories.on('test:stdout', (event) => process.stdout.write(event.message));
stories.on('test:stderr', (event) => process.stderr.write(event.message));
process.on('exit', () => {
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
});
