import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { readAdapter } from '@tuneloop/runtime';
import { writeTestAdapter, writeTestBaseModel } from '@tuneloop/runtime/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openAdapterRegistry } from '../registry/adapter-registry.ts';
import type { RegisteredVersion } from '../registry/adapter-version.ts';
import { formatCommand } from './deployment.ts';
import type { ProgramRunner } from './run-deployment.ts';
import { deployToFolder } from './to-folder.ts';
import { deployToHub } from './to-hub.ts';
import { deployToOllama } from './to-ollama.ts';
import { deployToVllm } from './to-vllm.ts';

let root: string;
let pirate: RegisteredVersion;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tuneloop-deploy-'));
  const [base, file, peft] = [join(root, 'base.gguf'), join(root, 'new.gguf'), join(root, 'output')];
  await writeTestBaseModel(base);
  await writeTestAdapter({ base, path: file, rank: 2 });
  await mkdir(peft);
  await writeFile(join(peft, 'adapter_config.json'), '{}');
  await writeFile(join(root, 'evaluation.json'), '{"answers":["private"]}');
  const registry = openAdapterRegistry({ folder: join(root, 'registry'), adaptersFolder: join(root, 'adapters') });
  const attachments = { peft, 'evaluation.json': join(root, 'evaluation.json') };
  pirate = await registry.add({ name: 'pirate', file, attachments, base: { reference: 'embedded' } });
});
afterEach(() => rm(root, { recursive: true, force: true }));

test("another server's adapters folder gets the file under its name", async () => {
  const folder = join(root, 'elsewhere');
  const { path } = await deployToFolder(pirate, { folder, name: 'sailor' });
  expect(path).toBe(join(folder, 'sailor.gguf'));
  expect((await readAdapter(path!)).rank).toBe(2);
  expect(await readdir(folder)).toEqual(['sailor.gguf']);
});

describe('Ollama', () => {
  test('gets a Modelfile with the base and the adapter', async () => {
    const folder = join(root, 'out');
    const { command } = await deployToOllama(pirate, { folder, base: 'smollm2:135m' });
    expect(await readFile(join(folder, 'Modelfile'), 'utf8')).toBe(
      '# pirate@1\nFROM smollm2:135m\nADAPTER ./adapter.gguf\n',
    );
    expect(await readdir(folder)).toEqual(['Modelfile', 'adapter.gguf']);
    expect(command).toEqual(['ollama', 'create', 'pirate', '-f', join(folder, 'Modelfile')]);
    await expect(deployToOllama(pirate, { folder, base: 'x' })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await deployToOllama(pirate, { folder, base: 'other', replace: true });
    expect(await readFile(join(folder, 'Modelfile'), 'utf8')).toContain('FROM other\n');
  });

  test.each([[{ base: 'a\nSYSTEM hacked' }], [{ base: '' }], [{ base: 'ok', name: 'two words' }]])(
    'is not given %j',
    async (wrong) => {
      const deploying = deployToOllama(pirate, { folder: join(root, 'out'), ...wrong });
      await expect(deploying).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
      expect(await readdir(root)).not.toContain('out');
    },
  );

  test('is run where it is asked for, and its failure is told', async () => {
    const folder = join(root, 'out');
    const calls: unknown[] = [];
    const run = (result: Awaited<ReturnType<ProgramRunner>>): ProgramRunner => {
      return async (...call) => {
        calls.push(call.slice(0, 2));
        return result;
      };
    };
    const options = { folder, base: 'smollm2', replace: true };
    const done = await deployToOllama(pirate, { ...options, run: run({ exitCode: 0, output: 'success' }) });
    expect(done).toMatchObject({ output: 'success' });
    expect(done.command).toBeUndefined();
    expect(calls).toEqual([['ollama', ['create', 'pirate', '-f', join(folder, 'Modelfile')]]]);
    const failing = deployToOllama(pirate, { ...options, run: run({ exitCode: 1, output: 'no such model' }) });
    await expect(failing).rejects.toMatchObject({
      code: 'UPSTREAM_FAILED',
      message: expect.stringContaining('no such model') as string,
    });
    await expect(deployToOllama(pirate, { ...options, run: run(undefined) })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

test("the hub gets PEFT's files, the GGUF and a card, and nothing of the evaluation", async () => {
  const folder = join(root, 'out');
  const { command } = await deployToHub(pirate, { folder, repository: 'me/pirate' });
  expect(await readdir(folder)).toEqual(['README.md', 'adapter_config.json', 'pirate.gguf']);
  expect(await readFile(join(folder, 'README.md'), 'utf8')).toContain('trained on embedded; version 1');
  expect(command).toEqual(['hf', 'upload', 'me/pirate', folder, '.', '--private', '--commit-message', 'pirate@1']);
  await expect(deployToHub(pirate, { folder, repository: 'pirate' })).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
  });
});

describe('vLLM', () => {
  /** Keeps vLLM's published contract: 200 with text, 400 for a name that is taken. */
  async function startStandIn(
    settings: { status?: number; knowsInPlace?: boolean } = {},
  ): Promise<AsyncDisposable & { url: string; calls: unknown[]; loaded: Map<string, string> }> {
    const calls: unknown[] = [];
    const loaded = new Map<string, string>();
    const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const body = (await json(request)) as { lora_name: string; lora_path: string; load_inplace?: boolean };
      calls.push([request.url, body, request.headers.authorization]);
      if (settings.status !== undefined) {
        response.writeHead(settings.status).end('{"error":{"message":"no room"}}');
        return;
      }
      const isLoad = request.url === '/v1/load_lora_adapter';
      const mayReplace = settings.knowsInPlace === true && body.load_inplace === true;
      if (isLoad && loaded.has(body.lora_name) && !mayReplace) {
        const message = `The lora adapter '${body.lora_name}' has already been loaded.`;
        response.writeHead(400).end(JSON.stringify({ error: { message } }));
        return;
      }
      if (isLoad) loaded.set(body.lora_name, body.lora_path);
      else loaded.delete(body.lora_name);
      response.end('Success');
    };
    const server = createServer((request, response) => void answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return {
      url,
      calls,
      loaded,
      [Symbol.asyncDispose]: async () => {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  }

  test.each([true, false])('loads it, also in place of another (in place: %s)', async (knowsInPlace) => {
    await using server = await startStandIn({ knowsInPlace });
    await deployToVllm(pirate, { url: `${server.url}/v1/`, apiKey: 'secret' });
    const load = { lora_name: 'pirate', lora_path: join(pirate.folder, 'peft'), load_inplace: true };
    expect(server.calls).toEqual([['/v1/load_lora_adapter', load, 'Bearer secret']]);
    await deployToVllm(pirate, { url: server.url, path: '/models/pirate' });
    expect([...server.loaded]).toEqual([['pirate', '/models/pirate']]);
  });

  test.each([
    [404, 'UNSUPPORTED', /VLLM_ALLOW_RUNTIME_LORA_UPDATING/],
    [401, 'UNAUTHORIZED', /key/],
    [500, 'UPSTREAM_FAILED', /no room/],
  ])('that answers %i is told as %s', async (status, code, message) => {
    await using server = await startStandIn({ status });
    await expect(deployToVllm(pirate, { url: server.url })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  test('that is not there is told, as is a version without a PEFT folder', async () => {
    await expect(deployToVllm(pirate, { url: 'http://127.0.0.1:9' })).rejects.toMatchObject({
      code: 'UPSTREAM_FAILED',
    });
    await rm(join(pirate.folder, 'peft'), { recursive: true });
    await expect(deployToVllm(pirate, { url: 'http://127.0.0.1:9' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

test('a command is quoted where a shell needs it', () => {
  expect(formatCommand(['ollama', 'create', "o'clock", '-f', '/a b/Modelfile'])).toBe(
    `ollama create 'o'\\''clock' -f '/a b/Modelfile'`,
  );
});
