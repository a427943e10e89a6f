import { afterAll, expect, test } from 'vitest';
import type { Message } from '@tuneloop/protocol';
import { CliSandbox } from '../../test/run-cli.ts';
import { startScriptedServer } from '../../test/scripted-server.ts';
import { LocalConversations } from './local-conversations.ts';

const sandbox = new CliSandbox();
afterAll(() => sandbox[Symbol.dispose]());

const say = (role: 'user' | 'assistant' | 'system', content: string): Message => ({ role, content });

test('a conversation is kept answer by answer, one from a file whole', async () => {
  await using server = await startScriptedServer(sandbox.folder);
  const conversations = new LocalConversations(server.platform.conversations);
  const place = { id: 'chat-1', title: 'First' };
  const history = [say('user', 'a'), say('assistant', 'b'), say('user', 'c')];
  await conversations.keep(place, [say('system', 'S'), ...history], [say('assistant', 'd')]);
  const longer = [...history, say('assistant', 'd'), say('user', 'e')];
  await conversations.keep({ ...place, title: 'Other' }, longer, [say('assistant', 'f')]);
  expect(await conversations.read('chat-1')).toEqual({
    id: 'chat-1',
    system: undefined,
    messages: [...longer, say('assistant', 'f')],
  });
  expect(await conversations.list()).toMatchObject([{ id: 'chat-1', title: 'First', updatedAt: expect.any(Date) }]);
  await expect(conversations.read('none')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
