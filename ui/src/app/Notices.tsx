import { useState } from 'react';
import { NoticeLine } from '@/components/NoticeLine';

/** What the start had to say: shown once, until dismissed. */
export function Notices({ notices }: { notices: string[] }) {
  const [dismissed, setDismissed] = useState<string[]>([]);
  return notices
    .filter((notice) => !dismissed.includes(notice))
    .map((notice) => <NoticeLine key={notice} text={notice} onDismiss={() => setDismissed([...dismissed, notice])} />);
}
