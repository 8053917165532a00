import { describe, expect, it } from 'vitest';
import type { JsonValue } from '@/bindings';
import { collect, fieldsOf } from './schema';

const SCHEMA: JsonValue = {
  type: 'object',
  required: ['title', 'content'],
  properties: {
    completed: { type: ['boolean', 'null'] },
    content: { type: 'string' },
    detail: { anyOf: [{ enum: ['current', 'daily'] }, { type: 'null' }] },
    fire_at: { type: 'string', format: 'date-time' },
    note_id: { type: 'integer', minimum: 1 },
    tags: { type: 'array', items: { type: 'string' } },
    title: { type: 'string', minLength: 1, maxLength: 10 },
  },
};
const fields = fieldsOf(SCHEMA);
const filled = { title: 'Groceries', content: 'milk\n' };

describe('a form from a schema', () => {
  it('puts what is needed first and picks a field for each type', () => {
    expect(fields.map(({ name, kind, required }) => [name, kind, required])).toEqual([
      ['title', 'text', true], ['content', 'long', true], ['note_id', 'integer', false], ['completed', 'boolean', false],
      ['fire_at', 'date-time', false], ['detail', 'choice', false], ['tags', 'json', false],
    ]);
  });

  it('leaves out what was left empty, and sends values of the right type', () => {
    expect(collect(fields, filled)).toEqual({ arguments: { title: 'Groceries', content: 'milk\n' }, problems: {} });
    expect(collect(fields, { ...filled, note_id: ' 7 ', completed: 'false', detail: 'daily', tags: '["a"]' }).arguments).toEqual({
      title: 'Groceries', content: 'milk\n', note_id: 7, completed: false, detail: 'daily', tags: ['a'],
    });
  });

  it.each([
    [{ content: 'x' }, { title: 'Needed' }],
    [{ ...filled, title: 'far too long a title' }, { title: '10 characters at most' }],
    [{ ...filled, note_id: '1.5' }, { note_id: 'A whole number' }],
    [{ ...filled, note_id: 'seven' }, { note_id: 'A whole number' }],
    [{ ...filled, note_id: '0' }, { note_id: '1 or more' }],
    [{ ...filled, tags: '[a' }, { tags: 'This is not JSON.' }],
  ])('says what is wrong with %j', (raws, problems) => {
    expect(collect(fields, raws).problems).toEqual(problems);
  });

  it('has no fields for a tool without arguments', () => {
    expect(fieldsOf({ type: 'object' })).toEqual([]);
    expect(fieldsOf(null)).toEqual([]);
  });
});
