export const keys = {
  desk: ['desk'],
  conversations: ['conversations'],
  conversation: (id: number) => ['conversation', id],
  tools: ['tools'],
  access: ['access'],
  models: ['models'],
  usage: ['usage'],
  served: ['served'],
} as const;
