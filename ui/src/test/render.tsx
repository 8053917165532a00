import { MantineProvider } from '@mantine/core';
import { render } from '@testing-library/react';
import { vi } from 'vitest';
import { cssVariablesResolver, theme } from '@/theme/theme';

export function renderThemed(ui: React.ReactNode) {
  const wrapper = ({ children }: { children: React.ReactNode }) => (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} env="test">{children}</MantineProvider>
  );
  return render(ui, { wrapper });
}

/** Stands in for the engine's observer: what was observed comes on screen when the test says so. */
export function controlScreen() {
  const waiting = new Set<() => void>();
  class Observer {
    private tell = () => undefined as void;
    constructor(private readonly callback: IntersectionObserverCallback) {}
    observe(target: Element) {
      this.tell = () => this.callback([{ isIntersecting: true, target } as IntersectionObserverEntry], this as unknown as IntersectionObserver);
      waiting.add(this.tell);
    }
    disconnect() {
      waiting.delete(this.tell);
    }
  }
  vi.stubGlobal('IntersectionObserver', Observer);
  return { show: () => [...waiting].forEach((tell) => tell()) };
}
