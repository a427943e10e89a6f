import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createScriptedEngine } from '@tuneloop/runtime/scripted';
import { describe, expect, test } from 'vitest';
import { chatRequest, createTestPlatform, type TestPlatform } from '../../test/test-platform.ts';
import { recording as examination } from '../doctor/recording.ts';
import { describeRecording } from './recording-notice.ts';

const json = async (response: Response): Promise<Record<string, unknown>> => {
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
};

/** What stands on the disk of a server: everything in its folder, whatever the file. */
async function textOnDisk({ folder }: TestPlatform): Promise<string> {
  const names = await readdir(folder, { recursive: true });
  const paths = names.map((name) => join(folder, name));
  const texts = await Promise.all(
    paths.map(async (path) => ((await stat(path)).isFile() ? readFile(path, 'latin1') : '')),
  );
  return texts.join('\n');
}

const post = (url: string, body: unknown): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

test('an answer is found by its id, judged, and both are there after a restart', async () => {
  await using server = await createTestPlatform();
  const { url } = await server.platform.listen();
  const { id } = await json(await fetch(`${url}/v1/chat/completions`, chatRequest()));
  await json(await post(`${url}/v1/interactions/${String(id)}/ratings`, { thumb: 'up', comment: 'Fine.' }));
  await server.platform.close();
  await using again = await createTestPlatform({ env: { TUNELOOP_DATA: server.folder } });
  const restarted = await again.platform.listen();
  expect(await json(await fetch(`${restarted.url}/v1/interactions/${String(id)}`))).toMatchObject({
    id,
    model: 'scripted',
    message: { content: 'Hello from the script.' },
    ratings: [{ thumb: 'up', comment: 'Fine.' }],
  });
  const [log] = await readdir(join(server.folder, 'log'));
  expect((await stat(join(server.folder, 'log', log!))).mode & 0o077).toBe(0);
});

test('drafts are compared, and what was chosen is kept', async () => {
  await using server = await createTestPlatform();
  const { url } = await server.platform.listen();
  const messages = [{ role: 'user', content: 'Hi' }];
  const { id } = await json(await post(`${url}/v1/comparisons`, { messages, drafts: [{ temperature: 0 }, {}] }));
  const path = `${url}/v1/comparisons/${String(id)}`;
  await json(await post(`${path}/choice`, { choice: 'right' }));
  expect(await json(await fetch(path))).toMatchObject({
    revealed: true,
    drafts: [{ model: 'scripted' }, { model: 'scripted' }],
    choices: [{ outcome: 'preferred' }],
  });
});

describe('what is recorded', () => {
  test('is nothing with off, and there are no such routes', async () => {
    await using server = await createTestPlatform({ env: { TUNELOOP_RECORDING: 'off' } });
    const { url } = await server.platform.listen();
    await json(await fetch(`${url}/v1/chat/completions`, chatRequest()));
    expect((await fetch(`${url}/v1/interactions`)).status).toBe(404);
    expect(await textOnDisk(server)).not.toContain('xylophone');
    expect(await readdir(server.folder)).not.toContain('log');
  });

  test('is no text with metadata', async () => {
    await using server = await createTestPlatform({ env: { TUNELOOP_RECORDING: 'metadata' } });
    const { url } = await server.platform.listen();
    const { id } = await json(await fetch(`${url}/v1/chat/completions`, chatRequest()));
    const shown = await json(await fetch(`${url}/v1/interactions/${String(id)}`));
    expect(shown).toMatchObject({ prompt: null, message: null, usage: { completion_tokens: expect.any(Number) } });
    await server.platform.close();
    expect(await textOnDisk(server)).not.toMatch(/xylophone|from the script/);
  });

  test('is redacted before it reaches the disk', async () => {
    const engine = createScriptedEngine({ replies: 'I wrote to ada@example.org.' });
    await using server = await createTestPlatform({ engine, env: { TUNELOOP_REDACT: 'pii' } });
    const { url } = await server.platform.listen();
    const messages = [{ role: 'user', content: 'Write to grace@example.org.' }];
    const { id } = await json(await post(`${url}/v1/chat/completions`, { messages }));
    await json(await post(`${url}/v1/interactions/${String(id)}/ratings`, { comment: 'Ask bob@example.org.' }));
    const shown = JSON.stringify(await json(await fetch(`${url}/v1/interactions/${String(id)}`)));
    expect(shown).toContain('EMAIL');
    await server.platform.close();
    expect(await textOnDisk(server)).toContain('EMAIL');
    expect(await textOnDisk(server)).not.toContain('@example.org');
  });

  test('has each token where that is wanted', async () => {
    await using server = await createTestPlatform({ env: { TUNELOOP_RECORD_TOKENS: 'true' } });
    const { url } = await server.platform.listen();
    const { id, choices } = await json(await fetch(`${url}/v1/chat/completions`, chatRequest()));
    expect(choices).toMatchObject([{ logprobs: null }]);
    const { tokens } = await json(await fetch(`${url}/v1/interactions/${String(id)}`));
    expect((tokens as { token: string }[]).map(({ token }) => token).join('')).toBe('Hello from the script.');
  });

  test('is told in words, and by the doctor with its size', async () => {
    await using server = await createTestPlatform({ env: { TUNELOOP_REDACT: 'pii' } });
    const { config } = server.platform;
    const sentence = describeRecording(config);
    expect(sentence).toBe(
      `Questions and answers are recorded, without personal data and secrets, as far as they are found, in ${join(server.folder, 'log')} (recording.privacy: off, metadata or full).`,
    );
    const context = { config } as Parameters<typeof examination.run>[0];
    expect(await examination.run(context)).toMatchObject([
      { status: 'ok', detail: `${sentence} Nothing is there yet.` },
    ]);
    const { url } = await server.platform.listen();
    await json(await fetch(`${url}/v1/chat/completions`, chatRequest()));
    expect((await examination.run(context))[0]?.detail).toMatch(/\d (bytes|kB|B) there\.$/);
    expect(describeRecording({ ...config, recording: { ...config.recording, privacy: 'off' } })).toContain('Nothing');
  });
});

test('a conversation that is deleted is forgotten here too', async () => {
  await using server = await createTestPlatform();
  const { url } = await server.platform.listen();
  const messages = [{ role: 'user', content: 'Hi' }];
  const { id } = await json(await post(`${url}/chat`, { messages, conversation_id: 'talk' }));
  const path = `${url}/v1/interactions/${String(id)}`;
  expect(await json(await fetch(path))).toMatchObject({ conversation_id: 'talk', turn: 0 });
  await json(await fetch(`${url}/lab/conversations/talk`, { method: 'DELETE' }));
  expect((await fetch(path)).status).toBe(404);
  expect((await fetch(`${url}/lab/conversations/none`, { method: 'DELETE' })).status).toBe(404);
});

test('calls of tools are in the log, with their verdicts', async () => {
  await using server = await createTestPlatform();
  const executor = await server.platform.tools.executor();
  const { signal } = new AbortController();
  const call = { id: 'call_1', name: 'read_file', arguments: { path: '/etc/shadow' } };
  const result = await executor.execute(call, { signal, owner: 'ada' });
  expect(result.status).toBe('error');
  await server.platform.close();
  const file = (await readdir(join(server.folder, 'log'))).find((name) => name.endsWith('.jsonl'));
  const lines = (await readFile(join(server.folder, 'log', file!), 'utf8')).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { type: 'tool-call', call: { id: 'call_1', tool: 'read_file', owner: 'ada', decision: 'deny', status: 'error' } },
  ]);
});

test('what MCP clients have generated is recorded too', async () => {
  await using server = await createTestPlatform();
  const { offer, recording } = server.platform;
  const prompt = { type: 'messages' as const, messages: [{ role: 'user' as const, content: 'Hi' }] };
  {
    await using model = await offer.models.acquire(undefined);
    for await (const event of model.generate({ prompt, owner: 'ada' }, {})) expect(event.type).toBeDefined();
  }
  const { interactions } = await recording.log.list('all');
  expect(interactions).toMatchObject([
    { interaction: { id: expect.stringMatching(/^gen_/), client: 'mcp', owner: 'ada', finishReason: 'stop' } },
  ]);
});

test('a log that cannot be written stops no answer, and is told of once', async () => {
  await using server = await createTestPlatform();
  const { writeFile } = await import('node:fs/promises');
  await writeFile(join(server.folder, 'log'), 'in the way');
  const { url } = await server.platform.listen();
  for (let count = 0; count < 2; count++) await json(await fetch(`${url}/v1/chat/completions`, chatRequest()));
  expect(server.logged().match(/recording: /g)).toHaveLength(1);
  expect((await fetch(`${url}/v1/interactions`)).status).toBe(500);
});
