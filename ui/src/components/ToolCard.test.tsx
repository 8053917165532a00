import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CallState } from '@/bindings';
import { call, deniedCall, hold, plan, waitingCall } from '@/dev/world';
import { controlScreen, renderThemed } from '@/test/render';
import { ToolCard } from './ToolCard';

beforeEach(() => void controlScreen());

describe('a tool card', () => {
  it('says of a denial what did not happen, why, its code, and what could be asked for', async () => {
    renderThemed(<ToolCard call={deniedCall} permissionTitle={(code) => (code === 'tasks:create' ? 'create tasks' : code)} />);
    expect(screen.getByRole('heading', { name: 'Can’t create a task' })).toBeVisible();
    expect(screen.getByText('MISSING_PERMISSION')).toBeVisible();
    const denial = within(screen.getByTestId('denial'));
    expect(denial.getByText(/Your role, basic, does not include it/)).toBeVisible();
    expect(denial.getByText('You could ask the admin for “create tasks”.')).toBeVisible();
    expect(screen.getByTestId('tool-card')).toHaveAttribute('data-state', 'denied');

    await userEvent.click(denial.getByRole('button', { name: 'Why?' }));
    const details = within(screen.getByTestId('call-details'));
    expect(details.getByText('Does not run')).toBeVisible();
    expect(details.getByText('Nothing gives Alice “create tasks”.')).toBeVisible();
    expect(details.getByText('12')).toBeVisible();
    expect(details.getByText('"Call the printer"')).toBeVisible();
  });

  it('offers nothing to ask for where the denial names nothing', () => {
    const denial = deniedCall.denial && { ...deniedCall.denial, next_actions: [] };
    renderThemed(<ToolCard call={{ ...deniedCall, denial }} />);
    expect(screen.queryByText(/You could ask/)).toBeNull();
  });

  it.each<[CallState, string]>([
    ['executing', 'Deleting the note “Draft agenda”'], ['succeeded', 'Deleted the note “Draft agenda”'], ['failed', 'Could not delete the note'],
    ['ambiguous', 'Did this happen?'], ['expired', 'Expired, nothing happened'], ['withdrawn', 'Withdrawn, nothing happened'],
    ['void', 'No longer valid, nothing happened'], ['rejected', 'Delete the note “Draft agenda”: rejected, nothing happened'],
    ['pending', 'Waiting for you: delete the note “Draft agenda”'], ['planned', 'Plan: delete the note “Draft agenda”'],
  ])('says of a call that is %s: %s', (state, line) => {
    renderThemed(<ToolCard call={{ ...waitingCall, state }} />);
    expect(screen.getByRole('heading', { name: line })).toBeVisible();
  });

  it('says who must approve, and that nothing happens when it ends', () => {
    renderThemed(<ToolCard call={{ ...waitingCall, level: 'approve', hold: hold({ level: 'approve', may_decide: false }) }} />);
    expect(screen.getByRole('heading', { name: 'The admin must approve: delete the note “Draft agenda”' })).toBeVisible();
    expect(screen.getByText(/Then nothing happens/)).toBeVisible();
  });

  it('shows notes as notes, and their text as text', () => {
    const result = { items: [{ id: 1, title: 'Groceries', content: '<script>x</script> milk' }] };
    const { container } = renderThemed(<ToolCard call={call({ result })} />);
    expect(screen.getByText('Groceries')).toBeVisible();
    expect(screen.getByText('<script>x</script> milk')).toBeVisible();
    expect(container.querySelector('script')).toBeNull();
  });

  it('shows what changed, before and after', () => {
    renderThemed(<ToolCard call={call({ tool: 'notes_update', object: 'Groceries', plan: plan('', [{ field: 'title', before: 'Groceries', after: 'Groceries for Friday' }]) })} />);
    const row = within(screen.getByRole('row', { name: /title/ }));
    expect(row.getByText('Groceries')).toBeVisible();
    expect(row.getByText('Groceries for Friday')).toBeVisible();
  });

  it('shows any other result as names and values', () => {
    renderThemed(<ToolCard call={call({ tool: 'files_count', tool_title: 'Count files', result: { total_files: 12, hidden: false } })} />);
    expect(screen.getByText('total files')).toBeVisible();
    expect(screen.getByText('12')).toBeVisible();
    expect(screen.getByText('no')).toBeVisible();
  });
});
