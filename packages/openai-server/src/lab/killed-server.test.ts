import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openStore } from '@tuneloop/store';
import { expect, onTestFinished, test } from 'vitest';
import { ask, startLab } from '../../test/lab-rig.ts';

const program = join(import.meta.dirname, '../../test/lab-process.ts');

test('a server that is killed in the middle of an answer loses that answer alone', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tuneloop-lab-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'a.sqlite');
  const child = spawn(process.execPath, ['--conditions=@tuneloop/source', program, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const closed = once(child, 'close');
  const [port] = (await once(createInterface(child.stdout), 'line')) as [string];
  const chat = (body: object): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  expect((await chat(ask('I am Ada.'))).status).toBe(200);
  const answer = await chat({ ...ask('Look!'), enable_tools: true, stream: true });
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  for (let read = ''; !read.includes('" see"'); read += (await reader.read()).value ?? '');
  child.kill('SIGKILL');
  await closed;
  await expect(reader.closed).rejects.toMatchObject({ name: 'TypeError' });

  using store = openStore({ path });
  await using lab = await startLab({ store, replies: ['I saw it.'] });
  const exchange = ['assistant: ', 'tool: {"status":"success","seen":true}'];
  const before = ['user: I am Ada.', 'assistant: Hello Ada.', 'user: Look!', ...exchange];
  expect(await lab.history()).toEqual(before);
  await lab.chat(ask('What did you see?'));
  expect(await lab.history()).toEqual([...before, 'user: What did you see?', 'assistant: I saw it.']);
  const { prompt } = lab.requests[0]!;
  expect(prompt.type === 'messages' && prompt.messages.map(({ role }) => role)).toEqual([
    'user',
    'assistant',
    'user',
    'assistant',
    'tool',
    'assistant',
    'user',
  ]);
});
