import { createContext, useContext } from 'react';

export const ConversationId = createContext<number | null>(null);

export function useConversationId(): number | null {
  return useContext(ConversationId);
}
