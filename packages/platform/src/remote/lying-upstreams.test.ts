import { createRemoteEngine } from '@tuneloop/runtime/remote';
import { describe, expect, test } from 'vitest';
import { startLyingUpstream, upstreamFaults, type LyingUpstream } from '../../test/lying-upstream.ts';
import { createTestPlatform, eventually, type TestPlatform } from '../../test/test-platform.ts';

/** Time enough to be tried again, and shorter than any client's patience. */
const limitMs = 15_000;

const messages = [{ role: 'user', content: 'Is it?' }];

/** How each surface is asked, and how its stream says that all went well. */
const surfaces: Readonly<Record<string, { path: string; body: object; ends: string }>> = {
  'a chat completion': { path: '/v1/chat/completions', body: { messages }, ends: '"finish_reason":"stop"' },
  'its stream': { path: '/v1/chat/completions', body: { messages, stream: true }, ends: 'data: [DONE]' },
  'a response': { path: '/v1/responses', body: { input: 'Is it?', stream: true }, ends: 'response.completed' },
  'a message': { path: '/v1/messages', body: { messages, max_tokens: 9, stream: true }, ends: 'message_stop' },
  "Ollama's chat": { path: '/api/chat', body: { model: 'default', messages }, ends: '"done":true' },
  'a stored conversation': { path: '/chat', body: { messages, stream: true, max_tokens: 9 }, ends: 'event: done' },
};

interface Rig extends AsyncDisposable {
  upstream: LyingUpstream;
  server: TestPlatform;
  url: string;
}

async function start(): Promise<Rig> {
  const upstream = await startLyingUpstream();
  const engine = createRemoteEngine({
    upstreams: [{ url: upstream.url, model: 'model', kind: 'vllm' }],
    contextSize: 100,
    connectTimeoutMs: 200,
    headersTimeoutMs: 150,
    idleTimeoutMs: 150,
    healthCheckMs: 50,
  });
  const server = await createTestPlatform({ engine });
  const { url } = await server.platform.listen();
  return {
    upstream,
    server,
    url,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
    },
  };
}

async function ask(
  { url }: Rig,
  { path, body }: { path: string; body: object },
): Promise<{ status: number; text: string }> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(limitMs),
  });
  return { status: response.status, text: await response.text() };
}

/** An upstream that was found wanting is taken back by its next look. */
const back = (rig: Rig): Promise<void> =>
  eventually(async () => (await ask(rig, surfaces['a chat completion']!)).text.includes('Yes.'));

// They wait most of their time, and do so side by side.
describe.concurrent.each(upstreamFaults)('an upstream that %s', (fault) => {
  test('is told as a clean error on every surface, holds no slot, and serves when it is well', async () => {
    await using rig = await start();
    const { upstream, server } = rig;
    await back(rig);
    upstream.fault = fault;
    const answers = await Promise.all(Object.values(surfaces).map((surface) => ask(rig, surface)));
    for (const [index, [surface, { ends }]] of Object.entries(surfaces).entries()) {
      const { status, text } = answers[index]!;
      expect(text, surface).not.toContain(ends);
      expect(text, surface).toContain('error');
      // Before the first piece as a status, then within the stream.
      expect([200, 502, 503, 504, 529], surface).toContain(status);
      expect(text, surface).not.toContain(upstream.url);
    }
    upstream.fault = 'well';
    await back(rig);
    const model = await server.platform.provider.acquire(undefined);
    await eventually(async () => (await model.status()).activeRequests === 0);
    await model[Symbol.asyncDispose]?.();
  });
});

test('what failed before its first token goes to another upstream, and nothing after it', async () => {
  await using upstream = await startLyingUpstream();
  await using well = await startLyingUpstream();
  const engine = createRemoteEngine({
    upstreams: [
      { url: upstream.url, model: 'model', kind: 'vllm' },
      { url: well.url, model: 'model' },
    ],
    // Long enough for the one that is well.
    headersTimeoutMs: 1500,
    idleTimeoutMs: 1500,
    healthCheckMs: 60_000,
  });
  for (const fault of ['hangs before its headers', 'resets before its headers', 'answers with a page'] as const) {
    upstream.fault = 'well';
    await using other = await createTestPlatform({ engine });
    const { url: both } = await other.platform.listen();
    await other.platform.provider.acquire(undefined);
    upstream.fault = fault;
    for (let request = 0; request < 6; request++) {
      const response = await fetch(`${both}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ messages: [{ role: 'user', content: `Question ${request}` }] }),
      });
      expect(await response.text(), fault).toContain('Yes.');
    }
  }
});
