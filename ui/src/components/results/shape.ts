import type { JsonValue } from '@/bindings';

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
