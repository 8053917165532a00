import { screen } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { controlScreen, renderThemed } from '@/test/render';
import { Arguments } from './Arguments';

beforeEach(() => void controlScreen());

const chips = (container: HTMLElement) => [...container.querySelectorAll('[data-hidden]')].map((chip) => chip.textContent);

describe('the arguments of a call', () => {
  it('show characters that hide or reverse text by their number, and say so in one line', () => {
    const { container } = renderThemed(<Arguments tool="tasks_update" value={{ title: 'Invoice \u202Epaid\u200B \u001b[31m' }} />);
    expect(chips(container)).toEqual(['U+202E', 'U+200B', 'ESC']);
    expect(screen.getByText('Holds 3 invisible characters (reversing text, taking no room, controlling a screen). Shown here by their numbers.')).toBeInTheDocument();
    expect(container.textContent).not.toMatch(/[\u202E\u200B\u001b]/);
  });

  it('find them in keys and in nested values too', () => {
    const { container } = renderThemed(<Arguments value={{ 'ti\u2066tle': { deep: ['a\u00ADb'] } }} />);
    expect(chips(container)).toEqual(['U+2066', 'U+00AD']);
  });

  it('warn of nothing when nothing is hidden', () => {
    renderThemed(<Arguments value={{ title: 'Groceries', content: 'milk\nand eggs' }} />);
    expect(screen.queryByText(/invisible/)).toBeNull();
  });

  it('keep markup as text', () => {
    const { container } = renderThemed(<Arguments value={{ title: '<b>free</b><img src=x>' }} />);
    expect(container.querySelector('b, img')).toBeNull();
    expect(screen.getByText('"<b>free</b><img src=x>"')).toBeInTheDocument();
  });

  it('keep a value that imitates another argument inside its own value', () => {
    const { container } = renderThemed(<Arguments value={{ title: 'x"\ncompleted: "true' }} />);
    expect([...container.querySelectorAll('dt')].map((key) => key.textContent)).toEqual(['title:']);
    expect(container.querySelector('dd')?.textContent).toBe('"x\\"\ncompleted: \\"true"');
  });

  it('show every value of every kind, whole', () => {
    const { container } = renderThemed(<Arguments value={{ note_id: 7, done: false, none: null, list: [], long: 'x'.repeat(5000) }} />);
    expect([...container.querySelectorAll('dd')].map((value) => value.textContent)).toEqual(['7', 'false', 'null', '[]', `"${'x'.repeat(5000)}"`]);
  });
});
