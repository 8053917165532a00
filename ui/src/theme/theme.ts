import {
  ActionIcon, Button, createTheme, Input, Menu, Modal, PasswordInput, Popover, rem, SegmentedControl, Switch, Table, Tooltip,
  type CSSVariablesResolver,
} from '@mantine/core';
import { Eye } from './Eye';
import { asVariables, tokens } from './tokens';

const FADE = { transition: 'fade', duration: 120 } as const;
const sizes = <T extends Record<string, number>>(px: T) =>
  Object.fromEntries(Object.entries(px).map(([name, value]) => [name, rem(value)])) as Record<keyof T, string>;

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 5 },
  autoContrast: false,
  colors: {
    accent: ['#ECEEFC', '#E1E5FA', '#CED4F7', '#B9C1F2', '#A2AEFF', '#5465E4', '#4859D6', '#3D4FCC', '#3343B4', '#242847'],
    dark: ['#ECECF0', '#D0D0D8', '#B0B0BB', '#9797A3', '#303037', '#27272D', '#212126', '#1A1A1E', '#151518', '#131316'],
    gray: ['#F7F7F9', '#EEEEF2', '#E6E7EE', '#E2E2E8', '#E2E2E8', '#8B8B97', '#666672', '#50505B', '#3A3A43', '#1A1A1F'],
  },
  black: tokens.light.text,
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  fontFamilyMonospace: '"JetBrains Mono Variable", ui-monospace, monospace',
  headings: { fontWeight: '600' },
  defaultRadius: 'sm',
  radius: sizes({ xs: 4, sm: 6, md: 8, lg: 12, xl: 12 }),
  spacing: sizes({ xs: 4, sm: 8, md: 12, lg: 16, xl: 24 }),
  fontSizes: sizes({ xs: 12, sm: 13, md: 14, lg: 18, xl: 20 }),
  breakpoints: { xs: '30em', sm: '45em', md: '68.75em', lg: '80em', xl: '100em' },
  shadows: { md: '0 1px 2px rgba(0, 0, 0, 0.06), 0 8px 24px rgba(0, 0, 0, 0.14)' },
  focusRing: 'auto',
  cursorType: 'default',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({
      styles: { root: { fontWeight: 500 } },
      defaultProps: { size: 'sm', variant: 'default' },
      vars: (_theme, props) => ({ root: { '--button-height': rem(props.size === 'xs' ? 28 : 32), '--button-fz': rem(13), '--button-padding-x': rem(12) } }),
    }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', size: 28, color: 'gray' }, vars: () => ({ root: { '--ai-color': 'var(--a-text2)', '--ai-hover': 'var(--a-hover)' } }) }),
    PasswordInput: PasswordInput.extend({ defaultProps: { visibilityToggleIcon: Eye } }),
    Input: Input.extend({
      defaultProps: { size: 'sm' },
      vars: () => ({ wrapper: { '--input-height': rem(32), '--input-bd': 'var(--a-border-ctl)', '--input-fz': rem(13) } }),
    }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, withArrow: false } }),
    Modal: Modal.extend({
      styles: { title: { fontSize: rem(14), fontWeight: 600 }, header: { minHeight: rem(48), padding: '8px 12px 8px 16px' }, body: { padding: '0 16px 16px' }, close: { width: rem(28), height: rem(28) } },
      defaultProps: { radius: 'lg', centered: true, overlayProps: { backgroundOpacity: 0.32 }, transitionProps: { transition: 'fade', duration: 160 } },
    }),
    Menu: Menu.extend({
      styles: { item: { fontSize: rem(13), minHeight: rem(30), padding: '4px 8px' }, itemSection: { minWidth: rem(20), justifyContent: 'center' }, label: { fontWeight: 500, color: 'var(--a-text3)', padding: '4px 8px' } },
      defaultProps: { shadow: 'md', radius: 'md', transitionProps: FADE },
    }),
    Popover: Popover.extend({ defaultProps: { shadow: 'md', radius: 'md', transitionProps: FADE } }),
    SegmentedControl: SegmentedControl.extend({ defaultProps: { size: 'xs' } }),
    Switch: Switch.extend({ defaultProps: { size: 'xs' } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 5, highlightOnHover: true } }),
  },
});

const POINTERS = {
  '--mantine-color-body': 'var(--a-surface)',
  '--mantine-color-text': 'var(--a-text)',
  '--mantine-color-dimmed': 'var(--a-text2)',
  '--mantine-color-placeholder': 'var(--a-text3)',
  '--mantine-color-default': 'var(--a-raised)',
  '--mantine-color-default-hover': 'var(--a-hover)',
  '--mantine-color-default-border': 'var(--a-border)',
  '--mantine-color-anchor': 'var(--a-accent)',
  '--mantine-color-error': 'var(--a-deny)',
  '--mantine-color-accent-light': 'var(--a-accent-tint)',
  '--mantine-color-accent-light-color': 'var(--a-accent)',
};

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...asVariables('light'), ...POINTERS },
  dark: { ...asVariables('dark'), ...POINTERS },
});
