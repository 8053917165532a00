import type { ApiError } from '@/bindings';

/** A sentence of ours in the shape of a failed command, to be shown the same way. */
export function failureOf(message: string): ApiError {
  return { code: 'FORM', message, details: null };
}
