import type { Call } from '@/bindings';
import { toolWords, words } from '@/words';
import { clockTime } from '@/words/time';
import type { ResultKind } from './ResultMark';

export type FirstLine = { mark: 'verdict' | ResultKind; text: string };

/** The first line of a tool card: what the state of the call comes to, in words. */
export function firstLine(call: Call): FirstLine {
  const said = toolWords(call.tool, call.tool_title);
  switch (call.state) {
    case 'denied': return { mark: 'verdict', text: said.denied };
    case 'pending': return { mark: 'verdict', text: `${call.level === 'approve' ? words.call.waitingFor : words.call.waitingForYou}: ${lower(said.ask(call.object).replace(/\?$/, ''))}` };
    case 'approved':
    case 'executing': return { mark: 'running', text: said.running(call.object) };
    case 'redeemed':
    case 'succeeded': return { mark: 'verdict', text: said.done(call.object) };
    case 'failed': return { mark: 'failed', text: said.failed };
    case 'ambiguous': return { mark: 'ambiguous', text: words.call.ambiguous };
    case 'planned': return { mark: 'planned', text: words.call.planned(lower(said.ask(call.object).replace(/\?$/, ''))) };
    case 'rejected': return { mark: 'ended', text: words.call.rejected(said.ask(call.object).replace(/\?$/, '')) };
    case 'expired': return { mark: 'ended', text: words.call.expired };
    case 'withdrawn': return { mark: 'ended', text: words.call.withdrawn };
    case 'void': return { mark: 'ended', text: words.call.void };
  }
}

/** Who decided a hold and when, once somebody did. */
export function decidedLine(call: Call): string | null {
  const { hold } = call;
  if (!hold?.decided_at) return null;
  const by = hold.decided_by ?? words.call.someone;
  const at = clockTime(hold.decided_at);
  return call.state === 'rejected' || hold.state === 'rejected' ? words.call.rejectedBy(by, at) : words.call.approvedBy(by, at);
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
