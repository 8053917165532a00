import type { Change, JsonValue } from '@/bindings';

export type Fields = { [key: string]: JsonValue };

export function asObject(value: JsonValue | undefined): Fields | null {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : null;
}

export function asText(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null;
}

export function asList(value: JsonValue | undefined): JsonValue[] | null {
  return Array.isArray(value) ? value : null;
}

export function asNumber(value: JsonValue | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

/** Before and after, where a result tells what it changed. */
export function asChanges(value: JsonValue | undefined): Change[] | null {
  const changes = asList(value)?.map(asObject) ?? [];
  if (changes.length === 0 || !changes.every((change) => change !== null && asText(change['field']))) return null;
  return changes.flatMap((change) => (change ? [{ field: asText(change['field']) ?? '', before: asText(change['before']), after: asText(change['after']) }] : []));
}
