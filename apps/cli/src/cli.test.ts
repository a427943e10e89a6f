import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { writeTestLanguageModel } from '@tuneloop/runtime/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { CliSandbox } from '../test/run-cli.ts';
import { startScriptedServer, type ScriptedServer } from '../test/scripted-server.ts';

// Each test starts whole processes, perhaps on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const sandbox = new CliSandbox();
const run = sandbox.run.bind(sandbox);
/** Where the process itself is not the point. */
const call = sandbox.call.bind(sandbox);

afterAll(() => sandbox[Symbol.dispose]());

describe('the command line', () => {
  test('help goes to standard output and teaches', async () => {
    const { code, stdout, stderr } = await run(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const part of ['Use a model:', 'Examples:', 'Exit codes:', 'tuneloop chat -p']) expect(stdout).toContain(part);
  });

  test('the version is that of the package', async () => {
    expect(await call(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\S*\n$/) });
  });

  test.each([
    [['chta'], 'Did you mean chat?'],
    [['chat', '--temprature', '1'], 'Did you mean --temperature?'],
    [['chat', '--seed', 'x'], 'whole number'],
    [['rm'], 'missing required argument'],
    [['completion', 'tcsh'], 'bash, zsh, fish'],
    [['keys', 'create', 'x', '--scope', 'king'], 'chat, admin, train, data, metrics'],
    [['chat', '--json', '-p', ' '], 'no question'],
    [['chat', '--no-save', '-p', 'x'], 'leave out -p'],
    [['chat', '--url', 'nowhere', '-p', 'x'], 'not the address of a server'],
    [['inspect', 'not a reference!'], 'not a reference'],
  ])('%j is wrong usage: exit code 2, and says so on standard error', async (args, message) => {
    const { code, stdout, stderr } = await call(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test('every mistake of the configuration is reported at once, with its source', async () => {
    const { code, stderr } = await call(['config', '--threads', '0'], { env: { PORT: 'x', N_CTX: '3' } });
    expect(code).toBe(2);
    for (const source of ['PORT', 'N_CTX', '--threads']) expect(stderr).toContain(source);
  });

  test('a failure is one message; --verbose adds where it happened', async () => {
    const plain = await call(['inspect', './none.gguf']);
    expect(plain.code).toBe(1);
    expect(plain.stderr).toMatch(/^error: .*none\.gguf/);
    expect(plain.stderr).not.toMatch(/^ +at /m);
    const verbose = await call(['inspect', './none.gguf', '--verbose']);
    expect(verbose.stderr).toMatch(/^ +at /m);
  });

  test('there are no colours away from a terminal, also with --help', async () => {
    const { stdout } = await call(['models']);
    expect(stdout + (await run(['chat', '--help'])).stdout).not.toContain('\u001b');
  });
});

describe('config', () => {
  test('secrets are redacted, sources are named', async () => {
    const { code, stdout } = await call(['config', '--json', '--changed'], { env: { API_KEY: 'sesame-123' } });
    expect(code).toBe(0);
    expect(stdout).not.toContain('sesame');
    const { settings } = JSON.parse(stdout) as { settings: { path: string; value: unknown; source: string }[] };
    const key = settings.find(({ path }) => path === 'server.apiKey');
    expect(key).toMatchObject({ value: '[redacted]', source: expect.stringContaining('API_KEY') });
  });

  test('--config takes another file', async () => {
    writeFileSync(join(sandbox.folder, 'other.yaml'), 'runtime:\n  threads: 3\n');
    const { stdout } = await call(['config', '--config', 'other.yaml']);
    expect(stdout).toMatch(/runtime\.threads\s+3\s+.*other\.yaml/);
  });
});

describe('keys', () => {
  test('a key is printed once, listed without itself, and revoked', async () => {
    const created = await call(['keys', 'create', 'laptop', '--scope', 'chat', '--scope', 'admin'], {
      env: { HOST: '0.0.0.0' },
    });
    expect(created.code).toBe(0);
    const key = created.stdout.trim();
    expect(key).toMatch(/^\S{20,}$/);
    expect(created.stderr).not.toContain(key);

    const listed = await call(['keys', 'list', '--json']);
    expect(listed.stdout).not.toContain(key);
    expect(JSON.parse(listed.stdout)).toMatchObject({ keys: [{ name: 'laptop', scopes: ['chat', 'admin'] }] });

    expect((await call(['keys', 'create', 'laptop'])).code).toBe(2);
    expect((await call(['keys', 'update', 'laptop'])).stderr).toContain('Nothing is to change');
    const change = ['--name', 'desk', '--requests-per-minute', '60', '--concurrency', 'unlimited', '--expires', '30d'];
    const updated = await call(['keys', 'update', 'laptop', ...change]);
    expect(updated.stderr).toContain('"desk" (chat, admin; 60 req/min, unlimited at once; until ');
    expect((await call(['keys', 'list'])).stdout).toMatch(/desk .*60 req\/min, unlimited at once/);
    await call(['keys', 'create', 'other']);
    expect((await call(['keys', 'revoke', 'desk'])).stderr).toBe('Key "desk" is revoked.\n');
    expect((await call(['keys', 'revoke', 'other'])).stderr).toContain('No key is left');
    expect((await call(['keys', 'revoke', 'desk'])).code).toBe(1);
  });
});

describe('models', () => {
  test('without any model the default is listed as not downloaded', async () => {
    const { code, stdout, stderr } = await call(['models', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      models: expect.arrayContaining([expect.objectContaining({ onDisk: false, isDefault: true })]),
    });
  });

  test('those of the configuration are listed by their names there', async () => {
    const path = join(sandbox.folder, 'weights.gguf');
    await writeTestLanguageModel({ path });
    const config = join(sandbox.folder, 'named.yaml');
    writeFileSync(config, `model: mine\nmodels: { mine: ${path} }\n`);
    const { stdout } = await call(['models', '--json'], { env: { TUNELOOP_CONFIG: config } });
    const [first] = (JSON.parse(stdout) as { models: object[] }).models;
    expect(first).toMatchObject({ id: 'mine', path, isDefault: true, onDisk: true, architecture: 'llama' });
  });

  test('what is no model is named as the problem, with its path', async () => {
    const folder = join(sandbox.folder, 'broken');
    mkdirSync(folder);
    writeFileSync(join(folder, 'broken.gguf'), 'GGUF but not really');
    const { code, stderr } = await call(['inspect', './broken/broken.gguf']);
    expect(code).toBe(1);
    expect(stderr).toContain('broken.gguf');
  });

  test('an interrupted pull keeps what it has, says how to go on, and goes on from there', async () => {
    const file = Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(400_000, 7)]);
    const starts: number[] = [];
    const server = createServer((request, response) => {
      const from = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      starts.push(from);
      response.writeHead(from > 0 ? 206 : 200, {
        'content-length': file.length - from,
        etag: '"1"',
        'accept-ranges': 'bytes',
        ...(from > 0 && { 'content-range': `bytes ${from}-${file.length - 1}/${file.length}` }),
      });
      if (request.method === 'HEAD') response.end();
      else if (from > 0) response.end(file.subarray(from));
      else response.write(file.subarray(0, 200_000));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const reference = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slow.gguf`;
    const env = { TUNELOOP_OFFLINE: 'false' };
    const cut = await run(['pull', reference], {
      env,
      onStart: (child) => child.stderr?.once('data', () => setTimeout(() => child.kill('SIGINT'), 500)),
    });
    expect(cut).toMatchObject({ code: 130, stdout: '' });
    expect(cut.stderr).toContain(`tuneloop pull ${reference}`);
    const whole = await call(['pull', reference], { env });
    server.closeAllConnections();
    server.close();
    expect(whole.stderr).toContain('is ready');
    expect(whole.code).toBe(0);
    expect(Math.max(...starts)).toBeGreaterThan(0);
    expect(readFileSync(whole.stdout.trim()).equals(file)).toBe(true);
  });

  test('pull without network says what is missing', async () => {
    const { code, stdout, stderr } = await call(['pull']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^error: /);
  });
});

describe('chat with a server', () => {
  let server: ScriptedServer;

  beforeAll(async () => {
    server = await startScriptedServer(sandbox.folder);
    return () => server[Symbol.asyncDispose]();
  });

  test('standard output holds the answer alone', async () => {
    const { code, stdout, stderr } = await call(['chat', '--url', server.url, '-p', 'Hello 🙂']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'You said: Hello 🙂\n' });
    expect(stderr).toContain(`the server at ${server.url}/v1`);
  });

  test('piped text is the question', async () => {
    const { stdout } = await run(['chat', '--url', server.url], { input: 'from a pipe\n' });
    expect(stdout).toBe('You said: from a pipe\n');
  });

  test('a server at the configured port is found, and so is OPENAI_API_BASE_URL', async () => {
    const byPort = await call(['chat', '-p', 'a'], { env: { PORT: String(server.port) } });
    expect(byPort).toMatchObject({ code: 0, stdout: 'You said: a\n' });
    const byUrl = await call(['chat', '-p', 'b'], { env: { OPENAI_API_BASE_URL: `${server.url}/v1` } });
    expect(byUrl).toMatchObject({ code: 0, stdout: 'You said: b\n' });
  });

  test('--json prints one object with text, usage and timings', async () => {
    const { code, stdout } = await call(['chat', '--url', server.url, '-p', 'Hi', '--json', '--max-tokens', '2']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      model: 'scripted',
      text: expect.stringMatching(/^You/),
      finishReason: 'length',
      usage: {
        promptTokens: expect.any(Number),
        cachedTokens: expect.any(Number),
        completionTokens: 2,
        reasoningTokens: 0,
      },
      timings: expect.objectContaining({ timeToFirstTokenMs: expect.any(Number), totalMs: expect.any(Number) }),
    });
  });

  test('a model that the server does not have is a failure', async () => {
    const { code, stdout, stderr } = await call(['chat', '--url', server.url, '-m', 'nope', '-p', 'x']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('nope');
  });

  test('bench prints its table for a server', async () => {
    const args = [
      'bench',
      '--url',
      server.url,
      '--streams',
      '2',
      '--max-tokens',
      '8',
      '--prompt-tokens',
      '40',
      '--json',
    ];
    const { code, stdout } = await call(args);
    expect(code).toBe(0);
    const { measurements } = JSON.parse(stdout) as { measurements: { streams: number; completionTokens: number }[] };
    expect(measurements.map(({ streams, completionTokens }) => [streams, completionTokens])).toEqual([
      [1, 8],
      [2, 16],
    ]);
  });

  test('nothing answers: says where and what to do', async () => {
    const { code, stderr } = await call(['chat', '--url', 'http://127.0.0.1:1', '-p', 'x']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/No server answers at http:\/\/127\.0\.0\.1:1\/v1.*tuneloop serve/);
  });
});

describe('chat with a slow server', () => {
  let server: ScriptedServer;

  beforeAll(async () => {
    server = await startScriptedServer(sandbox.folder, { tokensPerSecond: 20, replies: 'word '.repeat(400) });
    return () => server[Symbol.asyncDispose]();
  });

  async function expectIdle(): Promise<void> {
    await expect
      .poll(async () => (await (await server.platform.host.ready()).status()).activeRequests, { timeout: 3000 })
      .toBe(0);
  }

  test('Ctrl-C keeps what has come, ends with 130 and frees the slot', async () => {
    const { code, stdout, stderr } = await run(['chat', '--url', server.url, '-p', 'x'], {
      onStart: (child) => child.stdout?.once('data', () => child.kill('SIGINT')),
    });
    expect(code).toBe(130);
    expect(stdout).toMatch(/^word[^]*\n$/);
    expect(stderr).not.toMatch(/^ +at /m);
    await expectIdle();
  });

  test('a reader that goes away ends it quietly and frees the slot', async () => {
    const { code, stderr } = await run(['chat', '--url', server.url, '-p', 'x'], {
      onStart: (child) => child.stdout?.once('data', () => child.stdout?.destroy()),
    });
    expect(code).toBe(0);
    expect(stderr).not.toContain('error');
    await expectIdle();
  });
});
