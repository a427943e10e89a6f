import type { Message } from '@tuneloop/protocol';
import { createConversationStore } from '../src/conversations/conversation-store.ts';
import { openStore } from '../src/open-store.ts';

/** Adds exchanges of two messages to a conversation until it is killed, and says each once it is kept. */
const path = process.argv[2];
if (path === undefined) throw new Error('Give the path of the store.');
const conversations = createConversationStore(openStore({ path }));
const { id } = await conversations.open('ada', 'long');
for (let exchange = 1; ; exchange += 1) {
  const messages: Message[] = [
    { role: 'user', content: `question ${exchange}` },
    { role: 'assistant', content: `answer ${exchange}` },
  ];
  await conversations.append('ada', id, messages);
  await new Promise<void>((resolve) => {
    process.stdout.write(`${exchange}\n`, () => resolve());
  });
}
