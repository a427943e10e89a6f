import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startProgram, temporaryFolder, type Program } from '../test/program.ts';

const main = new URL('./main.ts', import.meta.url);
const scripted = new URL('../test/scripted-server.ts', import.meta.url);

const listening = async (program: Program): Promise<string> => (await program.printed(/Listening on (\S+)/))[1]!;

async function beginStream(url: string): Promise<ReadableStreamDefaultReader<string>> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ stream: true, messages: [{ role: 'user', content: 'Go.' }] }),
  });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = ''; !text.includes('Begin');) {
    text += (await reader.read()).value ?? '';
  }
  return reader;
}

async function restOf(reader: ReadableStreamDefaultReader<string>): Promise<string> {
  let text = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return text;
    text += value;
  }
}

describe('the command line', { timeout: 20_000 }, () => {
  test('--help teaches, --version prints the version, both exit with 0', async () => {
    await using help = await startProgram(main, { args: ['--help'] });
    await using version = await startProgram(main, { args: ['--version'] });
    expect(await help.ended).toBe(0);
    expect(help.stdout()).toContain('MODEL_PATH');
    expect(await version.ended).toBe(0);
    expect(version.stdout()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('an unknown flag exits with 2', async () => {
    await using program = await startProgram(main, { args: ['--prot', '1'] });
    expect(await program.ended).toBe(2);
    expect(program.stderr()).toContain("'--prot'");
  });
});

describe('a start that fails prints one clear message, without a stack', { timeout: 20_000 }, () => {
  test('configuration: every mistake, exit code 2', async () => {
    await using program = await startProgram(main, { env: { PORT: '99999', N_CTX: 'big' } });
    expect(await program.ended).toBe(2);
    expect(program.stderr()).toContain('environment variable PORT: must be at most 65535');
    expect(program.stderr()).toContain('environment variable N_CTX: must be a whole number');
    expect(program.stderr()).not.toMatch(/^\s+at /m);
    expect(program.stdout()).toBe('');
  });

  test('a public address without a key: exit code 2', async () => {
    await using program = await startProgram(main, { env: { HOST: '0.0.0.0' } });
    expect(await program.ended).toBe(2);
    expect(program.stderr()).toContain('tuneloop keys create');
  });

  test('a port in use: exit code 1', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => {
      blocker.listen(0, '127.0.0.1', resolve);
    });
    try {
      const { port } = blocker.address() as AddressInfo;
      await using program = await startProgram(main, { env: { PORT: String(port) } });
      expect(await program.ended).toBe(1);
      expect(program.stderr()).toContain(`Port ${port} on 127.0.0.1 is already in use`);
      expect(program.stderr()).not.toMatch(/^\s+at /m);
    } finally {
      blocker.close();
    }
  });
});

test('a model that is not there leaves the server up, and says so', { timeout: 20_000 }, async () => {
  await using program = await startProgram(main, { env: { MODEL_PATH: './missing.gguf' } });
  const url = await listening(program);
  await program.printed(/The model could not be loaded/);
  const health = (await (await fetch(`${url}/health`)).json()) as { status: string };
  expect(health.status).toBe('degraded');
  program.child.kill('SIGTERM');
  expect(await program.ended).toBe(0);
});

test('--config names the configuration file', { timeout: 20_000 }, async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'other.yaml');
  await writeFile(file, 'server:\n  port: never\n');
  await using program = await startProgram(main, { args: ['--config', file], env: { PORT: '' } });
  expect(await program.ended).toBe(2);
  expect(program.stderr()).toContain('other.yaml: server.port: must be a whole number');
});

describe('signals', { timeout: 60_000 }, () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('%s lets a running stream finish, then exits with 0', async (signal) => {
    await using program = await startProgram(scripted, { env: { SCRIPTED_DELAY_MS: '400' } });
    const url = await listening(program);
    const stream = await beginStream(url);
    program.child.kill(signal);
    await program.printed(/draining: /);
    await expect(fetch(`${url}/health/live`)).rejects.toThrow(TypeError);
    const text = await restOf(stream);
    expect(text).toContain('finish');
    expect(text).toContain('[DONE]');
    expect(await program.ended).toBe(0);
    expect(program.stdout()).toContain('stopped: ');
  });

  test('after the time for draining a stream is ended with an error, and the exit code is still 0', async () => {
    const env = { SCRIPTED_DELAY_MS: '60000', TUNELOOP_DRAIN_MS: '200' };
    await using program = await startProgram(scripted, { env });
    const stream = await beginStream(await listening(program));
    program.child.kill('SIGTERM');
    expect(await restOf(stream)).toContain('"error"');
    expect(await program.ended).toBe(0);
  });

  test('a second signal ends it at once', async () => {
    await using program = await startProgram(scripted, { env: { SCRIPTED_DELAY_MS: '60000' } });
    const stream = await beginStream(await listening(program));
    program.child.kill('SIGTERM');
    await program.printed(/draining: /);
    const startedAt = performance.now();
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(143);
    expect(performance.now() - startedAt).toBeLessThan(1500);
    await restOf(stream).catch(() => undefined);
  });
});
