import type { JsonValue } from '@/bindings';
import { words } from '@/words';

type Schema = { [key: string]: JsonValue };
export type FieldKind = 'text' | 'long' | 'date-time' | 'integer' | 'number' | 'boolean' | 'choice' | 'json';
export type Field = {
  name: string; label: string; description: string | null; kind: FieldKind; required: boolean; choices: JsonValue[];
  min: number | null; max: number | null; minLength: number | null; maxLength: number | null; pattern: string | null;
};
export type Read = { value: JsonValue } | { absent: true } | { problem: string };

const LONG = 200;
const ORDER = Object.keys(words.fields);
const object = (value: JsonValue | undefined): Schema => (value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {});
const number = (value: JsonValue | undefined) => (typeof value === 'number' ? value : null);
const text = (value: JsonValue | undefined) => (typeof value === 'string' ? value : null);

/** What is left of a schema when "or null" is taken away. */
function withoutNull(schema: Schema): Schema {
  const options = schema['anyOf'] ?? schema['oneOf'];
  if (!Array.isArray(options)) return schema;
  const rest = options.map(object).filter((option) => option['type'] !== 'null');
  return rest.length === 1 ? { ...schema, ...rest[0] } : schema;
}

function choicesOf(schema: Schema): JsonValue[] {
  const options = schema['oneOf'] ?? schema['anyOf'];
  const fromOptions = Array.isArray(options) ? options.map(object).flatMap((option) => ('const' in option ? [option['const'] ?? null] : [])) : [];
  return (Array.isArray(schema['enum']) ? schema['enum'] : fromOptions).filter((choice) => choice !== null);
}

function kindOf(name: string, schema: Schema, choices: JsonValue[]): FieldKind {
  if (choices.length > 0) return 'choice';
  const types = ([] as JsonValue[]).concat(schema['type'] ?? []).filter((type) => type !== 'null');
  if (types.includes('string')) {
    if (schema['format'] === 'date-time') return 'date-time';
    return name === 'content' || (number(schema['maxLength']) ?? 0) > LONG * 5 ? 'long' : 'text';
  }
  const [type] = types;
  return type === 'integer' || type === 'number' || type === 'boolean' ? type : 'json';
}

/** The fields of a form for an object schema: the needed ones first. */
export function fieldsOf(schema: JsonValue): Field[] {
  const root = object(schema);
  const required = Array.isArray(root['required']) ? root['required'] : [];
  const place = (field: Field) => (field.required ? 0 : 1000) + (ORDER.indexOf(field.name) + 1 || 500);
  return Object.entries(object(root['properties']))
    .map(([name, raw]) => {
      const own = withoutNull(object(raw));
      const choices = choicesOf(own);
      const above = number(own['exclusiveMinimum']);
      return {
        name, choices, kind: kindOf(name, own, choices), required: required.includes(name),
        label: words.fields[name] ?? text(own['title']) ?? name.replaceAll('_', ' '), description: text(own['description']),
        min: number(own['minimum']) ?? (above === null ? null : above + 1), max: number(own['maximum']),
        minLength: number(own['minLength']), maxLength: number(own['maxLength']), pattern: text(own['pattern']),
      };
    })
    .sort((a, b) => place(a) - place(b));
}

function readNumber(field: Field, raw: string): Read {
  const value = Number(raw);
  if (!Number.isFinite(value)) return { problem: field.kind === 'integer' ? words.form.integer : words.form.number };
  if (field.kind === 'integer' && !Number.isSafeInteger(value)) return { problem: words.form.integer };
  if (field.min !== null && value < field.min) return { problem: words.form.min(field.min) };
  if (field.max !== null && value > field.max) return { problem: words.form.max(field.max) };
  return { value };
}

function matches(pattern: string, raw: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(raw);
  } catch {
    return true;
  }
}

function readText(field: Field, raw: string): Read {
  const length = [...raw].length;
  if (field.minLength !== null && length < field.minLength) return { problem: words.form.minLength(field.minLength) };
  if (field.maxLength !== null && length > field.maxLength) return { problem: words.form.maxLength(field.maxLength) };
  if (field.pattern !== null && !matches(field.pattern, raw)) return { problem: words.form.pattern };
  return { value: raw };
}

/** What was typed, as the value the schema wants. The gate checks again: this only spares a round. */
export function readField(field: Field, raw: string): Read {
  const trimmed = field.kind === 'long' ? raw : raw.trim();
  if (trimmed === '') return field.required ? { problem: words.form.required } : { absent: true };
  switch (field.kind) {
    case 'integer':
    case 'number': return readNumber(field, trimmed);
    case 'boolean': return { value: trimmed === 'true' };
    case 'choice': return { value: field.choices.find((choice) => String(choice) === trimmed) ?? trimmed };
    case 'json':
      try {
        return { value: JSON.parse(trimmed) as JsonValue };
      } catch {
        return { problem: words.form.badJson };
      }
    default: return readText(field, trimmed);
  }
}

export type Collected = { arguments: { [key: string]: JsonValue }; problems: Record<string, string> };

export function collect(fields: Field[], raws: Record<string, string>): Collected {
  const out: Collected = { arguments: {}, problems: {} };
  for (const field of fields) {
    const read = readField(field, raws[field.name] ?? '');
    if ('problem' in read) out.problems[field.name] = read.problem;
    else if ('value' in read) out.arguments[field.name] = read.value;
  }
  return out;
}
