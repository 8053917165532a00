import { words } from '.';

const LOCALE = 'en-GB';
const DAY = 86_400_000;

const startOfDay = (at: Date) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
const daysBetween = (a: Date, b: Date) => Math.round((startOfDay(a) - startOfDay(b)) / DAY);
const clock = (at: Date) => at.toLocaleTimeString(LOCALE, { hour: '2-digit', minute: '2-digit' });
const weekday = (at: Date) => at.toLocaleDateString(LOCALE, { weekday: 'short' });
const date = (at: Date, now: Date) =>
  at.toLocaleDateString(LOCALE, { day: 'numeric', month: 'short', ...(at.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }) });

function parsed(iso: string): Date | null {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? null : at;
}

/** For lists: 14:20, then Fri, then 27 Nov. */
export function shortTime(iso: string, now = new Date()): string {
  const at = parsed(iso);
  if (!at) return iso;
  const days = daysBetween(now, at);
  if (days <= 0) return clock(at);
  if (days < 7) return days === 1 ? clock(at) : weekday(at);
  return date(at, now);
}

/** For what ends or happened: Today 14:20, Tomorrow 14:20, Fri 27 Nov 14:20. */
export function longTime(iso: string, now = new Date()): string {
  const at = parsed(iso);
  if (!at) return iso;
  const days = daysBetween(at, now);
  if (days === 0) return words.time.today(clock(at));
  if (days === 1) return words.time.tomorrow(clock(at));
  return `${weekday(at)} ${date(at, now)} ${clock(at)}`;
}

/** The same inside a sentence: 14:20, tomorrow 14:20. */
export function inlineTime(iso: string, now = new Date()): string {
  const at = parsed(iso);
  if (!at) return iso;
  const days = daysBetween(at, now);
  return days === 0 ? clock(at) : days === 1 ? words.time.tomorrowInline(clock(at)) : longTime(iso, now);
}

export function dayTime(iso: string, now = new Date()): string {
  const at = parsed(iso);
  return at ? `${date(at, now)} ${clock(at)}` : iso;
}

/** A day as Mon 23 Nov. */
export function dayName(iso: string, now = new Date()): string {
  const at = parsed(iso);
  return at ? `${weekday(at)} ${date(at, now)}` : iso;
}

export function clockTime(iso: string): string {
  const at = parsed(iso);
  return at ? clock(at) : iso;
}

/** With zone, for hover and focus. */
export function exactTime(iso: string): string {
  const at = parsed(iso);
  return at ? at.toLocaleString(LOCALE, { dateStyle: 'full', timeStyle: 'long' }) : iso;
}

export type Group = 'today' | 'yesterday' | 'week' | 'month' | 'older';

export function groupOf(iso: string, now = new Date()): Group {
  const at = parsed(iso);
  if (!at) return 'older';
  const days = daysBetween(now, at);
  if (days <= 0) return 'today';
  if (days === 1) return 'yesterday';
  if (days < 7) return 'week';
  return days < 30 ? 'month' : 'older';
}
