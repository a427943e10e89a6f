import type { Message } from '@tuneloop/protocol';

const question: Message = { role: 'user', content: 'What is the capital of France?' };
const instruction: Message = { role: 'system', content: 'Answer in one word.' };

/** Where templates differ: what stands before a first message, how turns end, white space, letters beyond ASCII. */
export const probeConversations: readonly { messages: readonly Message[] }[] = [
  { messages: [question] },
  { messages: [instruction, question] },
  {
    messages: [
      instruction,
      question,
      { role: 'assistant', content: 'Paris.' },
      { role: 'user', content: ' And of Österreich?\n\n- "one" word 🙂\n' },
    ],
  },
];
