import { setTimeout as sleep } from 'node:timers/promises';
import { expectStatus, type Activity } from './session.ts';

/*
 * Everything else that clients do: ratings, exports, files, keys, MCP, and requests that are wrong.
 */

export const rating: Activity = async (session) => {
  if (session.rateable.length === 0) return;
  const id = session.random.pick(session.rateable);
  const answer = await session.client.send({
    method: 'POST',
    route: '/v1/interactions/{id}/ratings',
    path: `/v1/interactions/${id}/ratings`,
    body: { score: session.random.between(1, 6), comment: 'said by the traffic' },
  });
  expectStatus(session, 'rating', answer, 200, 201);
};

export const interactions: Activity = async (session) => {
  const list = await session.client.send({
    method: 'GET',
    route: '/v1/interactions',
    path: '/v1/interactions?limit=5',
  });
  expectStatus(session, 'interactions', list, 200);
};

export const exported: Activity = async (session) => {
  const body = { format: 'sft', where: { rating: 'any' } };
  const made = await session.client.send({ method: 'POST', route: '/v1/exports', body });
  if (!expectStatus(session, 'export', made, 200, 201, 202)) return;
  const id = String(made.json['id']);
  const path = `/v1/exports/${id}`;
  for (let tries = 0; tries < 200; tries++) {
    const job = await session.client.send({ method: 'GET', route: '/v1/exports/{id}', path });
    if (!expectStatus(session, 'export', job, 200)) return;
    const status = job.json['status'];
    if (status === 'succeeded' || status === 'failed') {
      if (status === 'failed') session.ledger.surprise(`an export failed: ${job.text.slice(0, 300)}`);
      break;
    }
    await sleep(100);
  }
  const file = await session.client.send({ method: 'GET', route: '/v1/exports/{id}/file', path: `${path}/file` });
  expectStatus(session, "an export's file", file, 200, 404);
  expectStatus(
    session,
    'export',
    await session.client.send({ method: 'DELETE', route: '/v1/exports/{id}', path }),
    200,
    204,
  );
};

export const file: Activity = async (session) => {
  const boundary = `b${session.random.between(0, 1e9)}`;
  const row = JSON.stringify({
    messages: [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'b' },
    ],
  });
  const body = [
    `--${boundary}\r\ncontent-disposition: form-data; name="purpose"\r\n\r\nfine-tune\r\n`,
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.jsonl"\r\n\r\n${`${row}\n`.repeat(20)}\r\n`,
    `--${boundary}--\r\n`,
  ].join('');
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  const made = await session.admin.send({ method: 'POST', route: '/v1/files', body, headers });
  if (!expectStatus(session, 'file', made, 200, 201)) return;
  const path = `/v1/files/${String(made.json['id'])}`;
  const content = await session.admin.send({ method: 'GET', route: '/v1/files/{id}/content', path: `${path}/content` });
  expectStatus(session, "a file's content", content, 200);
  expectStatus(session, 'file', await session.admin.send({ method: 'DELETE', route: '/v1/files/{id}', path }), 200);
};

/** A key is made, used, revoked, and refused. */
export const revokedKey: Activity = async (session) => {
  const body = { name: `traffic-${session.random.between(0, 1e9)}`, scopes: ['chat'] };
  const made = await session.admin.send({ method: 'POST', route: '/v1/keys', body });
  if (!expectStatus(session, 'key', made, 200, 201)) return;
  const key = String(made.json['key']);
  const ask = () => session.client.send({ method: 'GET', route: '/v1/models', key });
  expectStatus(session, 'a new key', await ask(), 200);
  const path = `/v1/keys/${String(made.json['id'])}`;
  expectStatus(
    session,
    'revoking',
    await session.admin.send({ method: 'DELETE', route: '/v1/keys/{id}', path }),
    200,
    204,
  );
  await sleep(1000);
  expectStatus(session, 'a revoked key after a second', await ask(), 401);
};

export const mcp: Activity = async (session) => {
  const headers = { accept: 'application/json, text/event-stream' };
  const call = (method: string, parameters: unknown) =>
    session.admin.send({
      method: 'POST',
      route: '/mcp',
      headers,
      body: { jsonrpc: '2.0', id: 1, method, params: parameters },
    });
  const hello = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'traffic', version: '1' } };
  expectStatus(session, 'mcp initialize', await call('initialize', hello), 200);
  const plain = await session.admin.send({
    method: 'POST',
    route: '/tool_call',
    body: { name: 'list_contents', arguments: { path: '.' } },
  });
  expectStatus(session, 'a tool by plain HTTP', plain, 200);
};

export const lists: Activity = async (session) => {
  for (const route of ['/v1/models', '/props', '/slots', '/lab/conversations', '/v1/adapters']) {
    expectStatus(session, route, await session.client.send({ method: 'GET', route }), 200);
  }
};

const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;

/** Each with the status that it has to get. */
export const wrong: Activity = async (session) => {
  const { client, random } = session;
  const post = (body: unknown, status: number, what: string) => async () => {
    const answer = await client.send({ method: 'POST', route: '/v1/chat/completions', body });
    expectStatus(session, what, answer, status);
  };
  const messages = [{ role: 'user', content: 'hi' }];
  await random.pick([
    post('{"messages": [', 400, 'half a body'),
    post(deep, 400, 'a deep body'),
    post({ messages, max_tokens: 'many' }, 400, 'a wrong number of tokens'),
    post({ messages, model: 'no-such-model' }, 404, 'an unknown model'),
    post({ messages, logit_bias: 'all' }, 400, 'a wrong bias'),
    post({ messages: [{ role: 'user', content: 'long '.repeat(30_000) }] }, 400, 'a prompt that does not fit'),
    async () => {
      const answer = await client.send({ method: 'GET', route: '/v1/models', key: 'tl-wrong' });
      expectStatus(session, 'a wrong key', answer, 401);
    },
    async () => {
      const answer = await client.send({ method: 'GET', route: 'other', path: '/v1/nothing-here' });
      expectStatus(session, 'an unknown route', answer, 404);
    },
    async () => {
      const answer = await client.send({ method: 'DELETE', route: '/v1/chat/completions' });
      expectStatus(session, 'a wrong method', answer, 405);
    },
    async () => {
      const answer = await client.send({ method: 'GET', route: '/v1/keys' });
      expectStatus(session, 'a key without the scope', answer, 403);
    },
  ])();
};
