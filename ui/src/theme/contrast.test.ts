import { describe, expect, it } from 'vitest';
import { contrast } from './contrast';
import { tokens, type Scheme, type Token } from './tokens';

const SURFACES: Token[] = ['canvas', 'surface', 'raised', 'sunken', 'hover', 'active'];
const MARKS: Token[] = ['allow', 'accent', 'approve', 'deny'];

const lowest = (scheme: Scheme, token: Token, over: Token[]) =>
  Math.min(...over.map((name) => contrast(tokens[scheme][token], tokens[scheme][name])));

/** The table gives one decimal. */
const near = (value: number, told: number) => Math.abs(value - told) < 0.06;

// The table of the design: lowest ratio over every surface.
const TABLE: Record<Scheme, Partial<Record<Token, number>>> = {
  light: { text: 14.1, text2: 6.5, text3: 4.6, accent: 5.3, allow: 4.7, approve: 5.2, deny: 5.4 },
  dark: { text: 11.4, text2: 6.3, text3: 4.7, accent: 6.4, allow: 6.5, approve: 7.0, deny: 6.1 },
};
const ON_TINT: Record<Scheme, Record<string, number>> = {
  light: { allow: 5.2, accent: 5.7, approve: 5.7, deny: 5.8 },
  dark: { allow: 7.4, accent: 6.8, approve: 7.9, deny: 7.2 },
};
const CONTROL = { light: 3.1, dark: 3.5 };
const ON_FILL = { light: 6.6, dark: 4.8 };
const ON_MARK = { light: 5.9, dark: 8.2 };

describe.each(['light', 'dark'] as const)('colours of the %s scheme', (scheme) => {
  it.each(Object.entries(TABLE[scheme]))('%s reads at %s over every surface', (token, ratio) => {
    expect(near(lowest(scheme, token as Token, SURFACES), ratio)).toBe(true);
    expect(lowest(scheme, token as Token, SURFACES)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(MARKS)('%s reads on its own tint', (token) => {
    expect(near(lowest(scheme, token, [`${token}-tint` as Token]), ON_TINT[scheme][token] ?? 0)).toBe(true);
  });

  it('edges of controls stand out from what they lie on', () => {
    const ratio = lowest(scheme, 'border-ctl', ['canvas', 'surface', 'raised', 'sunken']);
    expect(near(ratio, CONTROL[scheme])).toBe(true);
    expect(ratio).toBeGreaterThanOrEqual(3);
  });

  it('words on the filled button and signs in the marks read', () => {
    expect(near(lowest(scheme, 'on-accent', ['accent-fill']), ON_FILL[scheme])).toBe(true);
    expect(near(lowest(scheme, 'on-mark', MARKS), ON_MARK[scheme])).toBe(true);
  });
});
