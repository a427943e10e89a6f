/** Requests to try, all of them with the default model. */
export const chatExample: Record<string, unknown> = {
  messages: [
    { role: 'system', content: 'You answer in one sentence.' },
    { role: 'user', content: 'Why is the sky blue?' },
  ],
  max_completion_tokens: 100,
};

export const completionExample: Record<string, unknown> = { prompt: 'Once upon a time', max_tokens: 50 };

export const responseExample: Record<string, unknown> = {
  instructions: 'You answer in one sentence.',
  input: 'Why is the sky blue?',
  max_output_tokens: 100,
};

export const embeddingExample: Record<string, unknown> = { input: ['A text', 'Another text'] };
