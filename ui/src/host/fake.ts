import type { ApiError, Event } from '@/bindings';
import type { Args, Host, Name, Result } from './host';

export type Script = { [N in Name]?: (args: Args<N>) => Result<N> | Promise<Result<N>> };

/** A host in memory: answers from a script, sends events on demand, remembers its calls. For tests and the scripted page. */
export class FakeHost implements Host {
  readonly calls: { name: Name; args: unknown }[] = [];
  private readonly receivers = new Set<(event: Event) => void>();

  constructor(public script: Script) {}

  async call<N extends Name>(name: N, args: Args<N>): Promise<Result<N>> {
    this.calls.push({ name, args });
    const answer = this.script[name] as ((args: Args<N>) => Result<N> | Promise<Result<N>>) | undefined;
    if (!answer) throw failure('NOT_SCRIPTED', `nothing scripted for ${name}`);
    return answer(args);
  }

  listen(receive: (event: Event) => void) {
    this.receivers.add(receive);
    return () => void this.receivers.delete(receive);
  }

  emit(event: Event) {
    this.receivers.forEach((receive) => receive(event));
  }
}

export function failure(code: string, message: string): ApiError {
  return { code, message, details: null };
}
