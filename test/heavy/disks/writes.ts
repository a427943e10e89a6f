import { randomUUID } from 'node:crypto';
import type { Answer, CountingClient } from '../room/counting-client.ts';

/** Everything that a client can have written, one request each. */
export const writes: Readonly<Record<string, (client: CountingClient) => Promise<Answer>>> = {
  'a stored conversation': (client) =>
    client.send({
      method: 'POST',
      route: '/chat',
      body: { conversation_id: 'disk', messages: [{ role: 'user', content: randomUUID() }], max_tokens: 4 },
    }),
  'a conversation': (client) => client.send({ method: 'POST', route: '/lab/conversations', body: { title: 'x' } }),
  'a key': (client) =>
    client.send({ method: 'POST', route: '/v1/keys', body: { name: randomUUID(), scopes: ['chat'] } }),
  'a file': (client) => {
    const part = (name: string, rest: string): string =>
      `--b\r\ncontent-disposition: form-data; name="${name}"${rest}\r\n`;
    const body = `${part('purpose', '\r\n\r\nuser_data')}${part('file', `; filename="a.txt"\r\n\r\n${'x'.repeat(60_000)}`)}--b--\r\n`;
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    return client.send({ method: 'POST', route: '/v1/files', body, headers });
  },
  'an export': (client) => client.send({ method: 'POST', route: '/v1/exports', body: { format: 'sft' } }),
  'a job': (client) =>
    client.send({
      method: 'POST',
      route: '/v1/jobs',
      body: { kind: 'download', input: { model: 'hf:nobody/nothing' } },
    }),
  'a rating': async (client) => {
    const list = await client.send({ method: 'GET', route: '/v1/interactions', path: '/v1/interactions?limit=1' });
    const [latest] = (list.json['data'] ?? []) as { id: string }[];
    const path = `/v1/interactions/${latest?.id ?? 'none'}/ratings`;
    return client.send({ method: 'POST', route: '/v1/interactions/{id}/ratings', path, body: { thumb: 'up' } });
  },
  'a promotion': (client) =>
    client.send({
      method: 'POST',
      route: '/v1/adapters/{name}/promote',
      path: '/v1/adapters/pirate/promote',
      body: { version: nextVersion(), reason: randomUUID() },
    }),
};

let version = 1;

/** Promoting what is live already would write nothing. */
function nextVersion(): number {
  version = version === 1 ? 2 : 1;
  return version;
}

export const ask = (client: CountingClient): Promise<Answer> =>
  client.send({
    method: 'POST',
    route: '/v1/chat/completions',
    body: { messages: [{ role: 'user', content: 'Please say 3 words.' }] },
  });
