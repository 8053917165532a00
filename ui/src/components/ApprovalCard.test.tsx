import { act, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hold, waitingCall } from '@/dev/world';
import { controlScreen, renderThemed } from '@/test/render';
import { ApprovalCard } from './ApprovalCard';

let engine: ReturnType<typeof controlScreen>;
const onVerdict = vi.fn();
const wait = (ms: number) => act(() => vi.advanceTimersByTime(ms));
const approve = () => screen.getByTestId('approve');
const reject = () => screen.getByTestId('reject');
const card = (call = waitingCall) => <ApprovalCard call={call} viewer="Alice" onVerdict={onVerdict} />;

beforeEach(() => {
  vi.useFakeTimers();
  onVerdict.mockReset();
  engine = controlScreen();
});
afterEach(() => vi.useRealTimers());

describe('the approval card', () => {
  it('ignores both buttons for half a second after it appears, and takes no focus', () => {
    renderThemed(card());
    act(() => engine.show());
    expect(document.body).toHaveFocus();
    wait(499);
    fireEvent.click(approve());
    fireEvent.click(reject());
    expect(onVerdict).not.toHaveBeenCalled();
    wait(1);
    fireEvent.click(approve());
    expect(onVerdict).toHaveBeenCalledExactlyOnceWith(true, 'sha256:7c1e90ab');
  });

  it('rests again when what it shows changes', () => {
    const { rerender } = renderThemed(card());
    act(() => engine.show());
    wait(500);
    rerender(card({ ...waitingCall, hold: hold({ digest: 'changed' }) }));
    act(() => engine.show());
    fireEvent.click(approve());
    fireEvent.click(reject());
    expect(onVerdict).not.toHaveBeenCalled();
    wait(500);
    fireEvent.click(reject());
    expect(onVerdict).toHaveBeenCalledExactlyOnceWith(false, 'changed');
  });

  it('rests again when the window gains focus', () => {
    renderThemed(card());
    act(() => engine.show());
    wait(500);
    fireEvent.focus(window);
    fireEvent.click(approve());
    expect(onVerdict).not.toHaveBeenCalled();
    wait(500);
    fireEvent.click(approve());
    expect(onVerdict).toHaveBeenCalledOnce();
  });

  it('keeps approve off until the end of the arguments was on screen; reject never', () => {
    renderThemed(card());
    wait(500);
    fireEvent.click(approve());
    expect(approve()).toHaveAttribute('aria-disabled', 'true');
    expect(onVerdict).not.toHaveBeenCalled();
    expect(reject()).not.toHaveAttribute('aria-disabled');
    act(() => engine.show());
    expect(approve()).not.toHaveAttribute('aria-disabled');
  });

  it('moves the focus by A and R while it has focus, and presses nothing by them', () => {
    renderThemed(card());
    act(() => engine.show());
    wait(500);
    const section = screen.getByTestId('tool-card');
    section.focus();
    fireEvent.keyDown(section, { key: 'a' });
    expect(approve()).toHaveFocus();
    fireEvent.keyDown(approve(), { key: 'r' });
    expect(reject()).toHaveFocus();
    expect(onVerdict).not.toHaveBeenCalled();
  });

  it('says things in the fixed order, and what each button does', () => {
    const { container } = renderThemed(card());
    const labels = [...container.querySelectorAll('dt')].map((label) => label.textContent).filter((label) => !label?.endsWith(':'));
    expect(labels).toEqual(['Who', 'What', 'Arguments', 'Touches', 'Why asked', 'Ends']);
    expect(reject()).toHaveTextContent('Keep the note');
    expect(approve()).toHaveTextContent('Delete the note');
    expect(reject().compareDocumentPosition(approve())).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
  });

  it('falls back to plain words for a tool it does not know', () => {
    renderThemed(card({ ...waitingCall, tool: 'files_move', tool_title: 'Move a file' }));
    expect(reject()).toHaveTextContent('Reject');
    expect(approve()).toHaveTextContent('Approve once');
  });
});
