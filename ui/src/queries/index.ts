import { QueryClient, keepPreviousData, skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Access, Desk } from '@/bindings';
import { useHost, type Args, type Name, type Result } from '@/host';
import { forgetPerson, live } from './events';
import { keys } from './keys';
import { withLive } from './stream';

export { receive } from './events';
export { withCall } from './stream';
export { keys } from './keys';

/** The host is this computer: no network to wait for, nothing to retry, and events say what went stale. */
export function createQueryClient(): QueryClient {
  const local = { networkMode: 'always', retry: false } as const;
  return new QueryClient({ defaultOptions: { queries: { ...local, staleTime: Infinity, refetchOnWindowFocus: false }, mutations: local } });
}

export function useDesk() {
  const host = useHost();
  return useQuery({ queryKey: keys.desk, queryFn: () => host.call('desk', {}) });
}

export function useConversations() {
  const host = useHost();
  return useQuery({ queryKey: keys.conversations, queryFn: () => host.call('conversations', {}) });
}

/** What title or messages hold the words, once there are some. */
export function useFoundConversations(text: string) {
  const host = useHost();
  return useQuery({
    queryKey: [...keys.conversations, text], placeholderData: keepPreviousData,
    queryFn: text === '' ? skipToken : () => host.call('search_conversations', { text }),
  });
}

export function useConversation(id: number | null) {
  const host = useHost();
  return useQuery({
    queryKey: keys.conversation(id ?? 0),
    queryFn: id === null ? skipToken : async () => withLive(await host.call('conversation', { id }), live),
  });
}

export function useTools() {
  const host = useHost();
  return useQuery({ queryKey: keys.tools, queryFn: () => host.call('tools', {}) });
}

export function useAccess() {
  const host = useHost();
  return useQuery({ queryKey: keys.access, queryFn: () => host.call('access', {}) });
}

/** What the agent used: asked anew each time somebody looks. */
export function useUsage() {
  const host = useHost();
  return useQuery({ queryKey: keys.usage, queryFn: () => host.call('usage', {}), staleTime: 0 });
}

export function useModels() {
  const host = useHost();
  return useQuery({ queryKey: keys.models, queryFn: () => host.call('models', {}) });
}

/** Servers of models that answer on this computer: asked anew each time somebody looks. */
export function useServedModels(wanted: boolean) {
  const host = useHost();
  return useQuery({ queryKey: keys.served, queryFn: wanted ? () => host.call('detect_models', {}) : skipToken, staleTime: 0 });
}

/** The words for a permission code, from what the person holds and could ask for. */
export function usePermissionTitle(): (code: string) => string {
  const { data } = useAccess();
  return useMemo(() => titles(data), [data]);
}

function titles(access: Access | undefined): (code: string) => string {
  const known = new Map([...(access?.permissions ?? []), ...(access?.requestable ?? [])].map(({ code, title }) => [code, title]));
  return (code) => known.get(code) ?? code;
}

export function useCommand<N extends Name>(name: N, onDone?: (result: Result<N>, args: Args<N>) => void) {
  const host = useHost();
  return useMutation({ mutationFn: (args: Args<N>) => host.call(name, args), onSuccess: (result, args) => onDone?.(result, args) });
}

type DeskCommand = { [N in Name]: Result<N> extends Desk ? N : never }[Name];

/** A command that answers with the desk. When somebody else becomes active, what belonged to the one before is dropped. */
export function useDeskCommand<N extends DeskCommand>(name: N, onDone?: (desk: Desk) => void) {
  const client = useQueryClient();
  return useCommand(name, (result) => {
    const desk = result as Desk;
    const before = client.getQueryData<Desk>(keys.desk);
    client.setQueryData(keys.desk, desk);
    if (before?.active?.id !== desk.active?.id) forgetPerson(client);
    onDone?.(desk);
  });
}
