export type HiddenKind = 'bidi' | 'width' | 'control' | 'other';
export type Piece = { text: string } | { hidden: string; code: string; kind: HiddenKind };

// Line breaks and tabs are layout; all else that draws nothing, or redraws its surroundings, is made visible.
const HIDDEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0]|[\u{E0100}-\u{E01EF}]/u;
const BIDI = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/;
const WIDTH = /[\u00AD\u034F\u180E\u200B-\u200D\u2060-\u2064\uFEFF]/;
const NAMES: Record<number, string> = { 0x00: 'NUL', 0x07: 'BEL', 0x08: 'BS', 0x0d: 'CR', 0x1b: 'ESC', 0x7f: 'DEL' };

function kindOf(char: string): HiddenKind {
  if (BIDI.test(char)) return 'bidi';
  if (WIDTH.test(char)) return 'width';
  return /\p{Cc}/u.test(char) ? 'control' : 'other';
}

/** Splits a text into what can be shown as it is and what has to be shown by its number. */
export function reveal(text: string): Piece[] {
  const pieces: Piece[] = [];
  let plain = '';
  for (const char of text.replaceAll('\r\n', '\n')) {
    if (!HIDDEN.test(char)) {
      plain += char;
      continue;
    }
    if (plain) pieces.push({ text: plain });
    plain = '';
    const point = char.codePointAt(0) ?? 0;
    pieces.push({ hidden: char, code: NAMES[point] ?? `U+${point.toString(16).toUpperCase().padStart(4, '0')}`, kind: kindOf(char) });
  }
  if (plain) pieces.push({ text: plain });
  return pieces;
}

/** The kinds of hidden characters anywhere in a value, keys included. */
export function hiddenIn(value: unknown): HiddenKind[] {
  if (typeof value === 'string') return reveal(value).flatMap((piece) => ('hidden' in piece ? [piece.kind] : []));
  if (Array.isArray(value)) return value.flatMap(hiddenIn);
  if (value && typeof value === 'object') return Object.entries(value).flatMap(([key, child]) => [...hiddenIn(key), ...hiddenIn(child)]);
  return [];
}
