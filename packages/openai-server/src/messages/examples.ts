const messages = [{ role: 'user', content: 'Why is the sky blue?' }];

/** Requests to try, both of them with the default model. */
export const messagesExample: Record<string, unknown> = {
  max_tokens: 100,
  system: 'You answer in one sentence.',
  messages,
};

export const countTokensExample: Record<string, unknown> = { messages };
