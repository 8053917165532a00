/** The colours of both schemes. Components reach them as `var(--a-NAME)` and no other way. */
export const tokens = {
  light: {
    canvas: '#F6F6F8', surface: '#FFFFFF', raised: '#FFFFFF', sunken: '#F7F7F9', hover: '#EEEEF2', active: '#E6E7EE',
    border: '#E2E2E8', 'border-ctl': '#8B8B97', text: '#1A1A1F', text2: '#50505B', text3: '#666672',
    accent: '#3D4FCC', 'accent-fill': '#3D4FCC', 'accent-fill-hover': '#3343B4', 'accent-tint': '#ECEEFC', 'accent-line': '#B9C1F2', 'on-accent': '#FFFFFF',
    allow: '#19734A', 'allow-tint': '#E7F5ED', 'allow-line': '#A9D6BE',
    approve: '#875400', 'approve-tint': '#FCF2DC', 'approve-line': '#E5C98B',
    deny: '#B3212E', 'deny-tint': '#FCEBEC', 'deny-line': '#EDB9BD',
    'on-mark': '#FFFFFF',
  },
  dark: {
    canvas: '#131316', surface: '#1A1A1E', raised: '#212126', sunken: '#151518', hover: '#27272D', active: '#2D2E38',
    border: '#303037', 'border-ctl': '#74747F', text: '#ECECF0', text2: '#B0B0BB', text3: '#9797A3',
    accent: '#A2AEFF', 'accent-fill': '#5465E4', 'accent-fill-hover': '#4859D6', 'accent-tint': '#242847', 'accent-line': '#414A8C', 'on-accent': '#FFFFFF',
    allow: '#63C793', 'allow-tint': '#17291F', 'allow-line': '#2C5A42',
    approve: '#E5B450', 'approve-tint': '#2D2514', 'approve-line': '#5E4A1E',
    deny: '#FF8F8F', 'deny-tint': '#351C1F', 'deny-line': '#6A3034',
    'on-mark': '#17171B',
  },
} as const;

export type Scheme = keyof typeof tokens;
export type Token = keyof (typeof tokens)['light'];

export function asVariables(scheme: Scheme): Record<`--a-${string}`, string> {
  return Object.fromEntries(Object.entries(tokens[scheme]).map(([name, value]) => [`--a-${name}`, value]));
}
