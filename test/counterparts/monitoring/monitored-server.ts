import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { chatRequest, createTestPlatform, type TestPlatform } from '../../../packages/platform/test/test-platform.ts';

export interface MonitoredServer extends AsyncDisposable {
  url: string;
  platform: TestPlatform['platform'];
}

/** The real server over the scripted model, which takes its time for each token. */
export async function startMonitoredServer(env: Record<string, string> = {}): Promise<MonitoredServer> {
  const engine = createScriptedEngine({
    replies: Array.from({ length: 20 }, (_, index) => `Word ${index}.`).join(' '),
    slots: 2,
    queueLimit: 4,
    tokensPerSecond: 400,
  });
  const server = await createTestPlatform({ engine, env });
  const { url } = await server.platform.listen();
  return { url, platform: server.platform, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** Requests as they come: streams, some that are refused, more at once than there is room for, a job. */
export async function makeTraffic({ url, platform }: MonitoredServer): Promise<void> {
  const send = async (path: string, init?: RequestInit): Promise<void> => {
    await (await fetch(`${url}${path}`, init)).text();
  };
  const chat = (body: Record<string, unknown> = {}): Promise<void> => send('/v1/chat/completions', chatRequest(body));
  for (const stream of [true, false]) await chat({ stream, max_tokens: 40 });
  await Promise.all([
    ...Array.from({ length: 10 }, () => chat({ stream: true, max_tokens: 40 })),
    chat({ messages: 1 }),
    send('/v1/models/nothing'),
    send('/v1/models'),
  ]);
  const leaving = new AbortController();
  setTimeout(() => leaving.abort(), 30);
  await send('/v1/chat/completions', { ...chatRequest({ stream: true }), signal: leaving.signal }).catch(
    () => undefined,
  );
  await platform.jobs.submit({ kind: 'download', input: { model: 'scripted' }, owner: 'local' });
}
