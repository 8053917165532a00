import { en } from './en';
import type { ToolWords } from './en-tools';

/** All that the window says. A second language is a second object of this shape. */
export type Words = typeof en;
export type { ToolWords };

export const languages: Record<string, Words> = { en };

export const words: Words = en;

export function toolWords(name: string, title: string): ToolWords {
  return words.tools.known[name] ?? words.tools.other(title === name ? name.replaceAll('_', ' ') : title);
}
