import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { tools } from '@/dev/world';
import { renderThemed } from '@/test/render';
import { SchemaForm } from './SchemaForm';

const tool = (name: string) => {
  const found = tools.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no tool ${name}`);
  return found;
};

describe('the form of a tool', () => {
  it('sends what was filled in', async () => {
    const onSubmit = vi.fn();
    renderThemed(<SchemaForm tool={tool('notes_create')} onSubmit={onSubmit} onCancel={vi.fn()} />);
    await userEvent.type(screen.getByLabelText('Title'), 'Groceries');
    await userEvent.type(screen.getByLabelText('Content'), 'milk');
    await userEvent.click(screen.getByRole('button', { name: 'Create a note' }));
    expect(onSubmit).toHaveBeenCalledExactlyOnceWith({ title: 'Groceries', content: 'milk' });
  });

  it('sends nothing while something needed is missing, and says which', async () => {
    const onSubmit = vi.fn();
    renderThemed(<SchemaForm tool={tool('notes_delete')} onSubmit={onSubmit} onCancel={vi.fn()} />);
    await userEvent.click(screen.getByRole('button', { name: 'Delete a note' }));
    expect(onSubmit).not.toHaveBeenCalled();
    expect(screen.getByLabelText('Note number')).toHaveAccessibleDescription('Needed');
  });

  it('is locked with its reason where the tool is not allowed', async () => {
    const onSubmit = vi.fn();
    renderThemed(<SchemaForm tool={tool('tasks_delete')} onSubmit={onSubmit} onCancel={vi.fn()} />);
    await userEvent.type(screen.getByLabelText('Task number'), '7{Enter}');
    await userEvent.click(screen.getByRole('button', { name: 'Delete a task' }));
    expect(onSubmit).not.toHaveBeenCalled();
    expect(screen.getByText('A rule forbids it: no tasks after 20:00.')).toBeVisible();
  });

  it('names what could be asked for where the permission is missing', () => {
    renderThemed(<SchemaForm tool={tool('tasks_create')} permissionTitle={() => 'create tasks'} onSubmit={vi.fn()} onCancel={vi.fn()} />);
    expect(screen.getByText('You could ask the admin for “create tasks”.')).toBeVisible();
  });
});
