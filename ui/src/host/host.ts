import type { ApiError, Commands, Event } from '@/bindings';

export type Name = keyof Commands;
export type Args<N extends Name> = Commands[N][0];
export type Result<N extends Name> = Commands[N][1];

/** What the window needs of whatever runs it: commands one way, events the other. */
export interface Host {
  call<N extends Name>(name: N, args: Args<N>): Promise<Result<N>>;
  /** Returns what ends the listening. */
  listen(receive: (event: Event) => void): () => void;
}

export function asApiError(thrown: unknown): ApiError | null {
  if (typeof thrown !== 'object' || thrown === null) return null;
  const { code, message } = thrown as Record<string, unknown>;
  return typeof code === 'string' && typeof message === 'string' && message !== '' ? (thrown as ApiError) : null;
}
