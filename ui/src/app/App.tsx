import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { HostContext, type Host } from '@/host';
import { createQueryClient, receive } from '@/queries';
import { cssVariablesResolver, theme } from '@/theme/theme';
import { Crash } from './Crash';
import { Entrance } from './Entrance';

/** Everything the pages stand on: the host, its events, the queries, the theme. */
export function App({ host }: { host: Host }) {
  const [client] = useState(createQueryClient);
  useEffect(() => host.listen((event) => receive(client, event)), [host, client]);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
      <Crash>
        <HostContext value={host}>
          <QueryClientProvider client={client}>
            <Entrance />
          </QueryClientProvider>
        </HostContext>
      </Crash>
    </MantineProvider>
  );
}
