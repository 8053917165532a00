import { describe, expect, it } from 'vitest';
import { languages } from '.';

const SAMPLE = ['Alice', 'Bob', 'Alice'];

/** Every leaf as a sentence: functions are called with samples. */
function leaves(value: unknown, path: string, out: Map<string, string>) {
  if (typeof value === 'string') out.set(path, value);
  else if (typeof value === 'function') leaves((value as (...args: unknown[]) => unknown)(...(path.includes('roles') ? [SAMPLE] : SAMPLE)), path, out);
  else if (value && typeof value === 'object') Object.entries(value).forEach(([key, child]) => leaves(child, `${path}.${key}`, out));
  return out;
}

describe.each(Object.entries(languages))('words in %s', (name, language) => {
  const all = leaves(language, name, new Map());

  it('leave nothing empty', () => {
    expect([...all].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('say the same things as the first language', () => {
    const keys = (map: Map<string, string>) => [...map.keys()].map((key) => key.slice(key.indexOf('.')));
    expect(keys(all)).toEqual(keys(leaves(languages['en'], 'en', new Map())));
  });

  it('keep a calm tone', () => {
    expect([...all.values()].filter((text) => /!|\b(please|oops|are you sure|successfully)\b/i.test(text))).toEqual([]);
  });
});
