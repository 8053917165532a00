import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { renderThemed } from '@/test/render';
import { Gated } from './Gated';

describe('a gated control', () => {
  it('acts when allowed', () => {
    const act = vi.fn();
    renderThemed(<Gated decision="allowed" label="Create task" onAct={act} />);
    fireEvent.click(screen.getByRole('button', { name: 'Create task' }));
    expect(act).toHaveBeenCalledOnce();
  });

  it('asks when it could be asked for, and never acts', () => {
    const act = vi.fn();
    const ask = vi.fn();
    renderThemed(<Gated decision="ask" label="Create task" permission="create tasks" onAct={act} onAsk={ask} />);
    fireEvent.click(screen.getByRole('button', { name: 'Ask to create tasks' }));
    expect(ask).toHaveBeenCalledOnce();
    expect(act).not.toHaveBeenCalled();
  });

  it('is a sentence and no button when there is nothing to ask with', () => {
    renderThemed(<Gated decision="ask" label="Create task" permission="create tasks" onAct={vi.fn()} />);
    expect(screen.getByText('You could ask the admin for “create tasks”.')).toBeInTheDocument();
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('keeps its focus and says its reason when not allowed, and does nothing', () => {
    const act = vi.fn();
    renderThemed(<Gated decision="denied" label="Create task" reason="A rule forbids it: no tasks after 20:00." onAct={act} />);
    const button = screen.getByRole('button', { name: 'Create task' });
    button.focus();
    fireEvent.click(button);
    expect(button).toHaveFocus();
    expect(button).toHaveAttribute('aria-disabled', 'true');
    expect(button).toHaveAccessibleDescription('A rule forbids it: no tasks after 20:00.');
    expect(screen.getByText('A rule forbids it: no tasks after 20:00.')).toBeVisible();
    expect(act).not.toHaveBeenCalled();
  });
});
