import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { inspect } from 'node:util';
import { TuneloopError } from '@tuneloop/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConfigIssue } from './issues.ts';
import { loadConfig, type LoadConfigOptions } from './load-config.ts';
import { Secret } from './secret.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-config-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const file = (name: string, content: string): Promise<void> => writeFile(join(folder, name), content);

async function issuesOf(options: LoadConfigOptions): Promise<ConfigIssue[]> {
  const error: unknown = await loadConfig({ cwd: folder, env: {}, ...options }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(TuneloopError.isInstance(error) && error.code).toBe('CONFIG_INVALID');
  return (error as TuneloopError).details.issues as ConfigIssue[];
}

describe('precedence', () => {
  const sources = ['default', 'file', '.env', 'environment', 'flag'] as const;
  type Source = (typeof sources)[number];

  async function portFrom(used: readonly Source[]): Promise<{ port: number; source: string | undefined }> {
    if (used.includes('file')) await file('tuneloop.config.yaml', 'server:\n  port: 8001\n');
    if (used.includes('.env')) await file('.env', '# ports\nPORT=8002\n');
    const loaded = await loadConfig({
      cwd: folder,
      env: used.includes('environment') ? { PORT: '8003' } : {},
      flags: used.includes('flag') ? { port: '8004' } : {},
    });
    return {
      port: loaded.config.server.port,
      source: loaded.settings.find((setting) => setting.path === 'server.port')?.source,
    };
  }

  const expected: Record<Source, { port: number; source: string }> = {
    default: { port: 8000, source: 'default' },
    file: { port: 8001, source: 'tuneloop.config.yaml: server.port' },
    '.env': { port: 8002, source: '.env line 2' },
    environment: { port: 8003, source: 'environment variable PORT' },
    flag: { port: 8004, source: 'flag --port' },
  };

  const pairs = sources.flatMap((lower, index) => sources.slice(index + 1).map((higher) => [lower, higher] as const));
  test.each(pairs)('%s < %s', async (lower, higher) => {
    expect(await portFrom([lower, higher])).toEqual(expected[higher]);
  });

  test('all together: the flag wins; nothing: the default', async () => {
    expect(await portFrom([])).toEqual(expected.default);
    expect(await portFrom(sources)).toEqual(expected.flag);
  });

  test('sources complement each other within a section', async () => {
    await file(
      'tuneloop.config.json',
      JSON.stringify({ server: { host: 'localhost', port: 1 }, log: { level: 'debug' } }),
    );
    await file('.env', 'N_CTX=4096\n');
    const { config } = await loadConfig({ cwd: folder, env: { PORT: '2' }, flags: { logFormat: 'json' } });
    expect(config.server).toMatchObject({ host: 'localhost', port: 2, drainMs: 10_000 });
    expect(config.log).toEqual({ level: 'debug', format: 'json' });
    expect(config.runtime.contextSize).toBe(4096);
  });

  test('an empty variable counts as unset', async () => {
    await file('.env', 'PORT=8002\n');
    const { config } = await loadConfig({ cwd: folder, env: { PORT: '' } });
    expect(config.server.port).toBe(8002);
  });
});

describe('configuration files', () => {
  test('a TypeScript file is imported', async () => {
    await file('tuneloop.config.ts', 'const port: number = 8005;\nexport default { server: { port } };\n');
    expect((await loadConfig({ cwd: folder, env: {} })).config.server.port).toBe(8005);
  });

  test('a named file is used instead, and its relative folders start at it', async () => {
    await file('other.yaml', 'folders:\n  data: state\nmodel: ./tiny.gguf\n');
    const { config, file: used } = await loadConfig({
      cwd: tmpdir(),
      env: { TUNELOOP_CONFIG: join(folder, 'other.yaml') },
    });
    expect(used).toBe(join(folder, 'other.yaml'));
    expect(config.folders.data).toBe(join(folder, 'state'));
    expect(config.model).toBe(join(folder, 'tiny.gguf'));
  });

  test.each([
    ['tuneloop.config.yaml', 'server: [', /not valid YAML/],
    ['tuneloop.config.json', '{"server":', /not valid JSON/],
    ['tuneloop.config.ts', 'export const config = {};', /no default export/],
    ['tuneloop.config.yaml', '- server', /must hold settings by name/],
  ])('%s that holds %s is one mistake', async (name, content, message) => {
    await file(name, content);
    expect(await issuesOf({})).toEqual([{ path: name, source: name, message: expect.stringMatching(message) }]);
  });

  test('several files, or a named one that is missing, are mistakes', async () => {
    await file('tuneloop.config.yaml', '');
    await file('tuneloop.config.json', '{}');
    expect(await issuesOf({})).toMatchObject([{ message: expect.stringContaining('keep one') }]);
    expect(await issuesOf({ configFile: 'missing.yaml' })).toMatchObject([
      { message: expect.stringContaining('no such file') },
    ]);
  });

  test('an empty file is no mistake', async () => {
    await file('tuneloop.config.yaml', '# nothing yet\n');
    expect((await loadConfig({ cwd: folder, env: {} })).config.server.port).toBe(8000);
  });
});

test('an entry of a list that is wrong is shown', async () => {
  expect(await issuesOf({ env: { ALLOWED_HOSTS: 'llm:8000, http://llm' } })).toEqual([
    {
      source: 'environment variable ALLOWED_HOSTS',
      path: 'server.allowedHosts.1',
      message: expect.stringMatching(/^must be a host such as .*, not "http:\/\/llm"$/),
    },
  ]);
});

test('every mistake of every source is reported at once', async () => {
  await file(
    'tuneloop.config.yaml',
    'server:\n  prot: 1\n  hots: a\n  drainMs: soon\nport: 3\nruntime: fast\nlog:\n  level: loud\n',
  );
  await file('.env', 'API_KEY=x\n\nN_CTX=many\n');
  const issues = await issuesOf({
    env: { PORT: '70000', RUNTIME_BACKEND: 'vllm', TUNELOOP_OFFLINE: 'maybe' },
    flags: { threads: '0', hosst: 'a' },
  });
  expect(issues).toEqual([
    {
      source: 'tuneloop.config.yaml: server.drainMs',
      path: 'server.drainMs',
      message: expect.stringContaining('a whole number from 0 to 3600000, not "soon"'),
    },
    {
      source: 'tuneloop.config.yaml: server.prot',
      path: 'server.prot',
      message: expect.stringContaining('Did you mean "server.port"?'),
    },
    {
      source: 'tuneloop.config.yaml: server.hots',
      path: 'server.hots',
      message: expect.stringContaining('Did you mean "server.host"?'),
    },
    { source: 'tuneloop.config.yaml: runtime', path: 'runtime', message: 'must hold settings by name, not "fast"' },
    {
      source: 'tuneloop.config.yaml: log.level',
      path: 'log.level',
      message: expect.stringContaining('must be one of trace, debug'),
    },
    {
      source: 'tuneloop.config.yaml: port',
      path: 'port',
      message: expect.stringContaining('Did you mean "server.port"?'),
    },
    { source: '.env line 3', path: 'runtime.contextSize', message: expect.stringContaining('not "many"') },
    { source: 'environment variable PORT', path: 'server.port', message: 'must be at most 65535, not 70000' },
    { source: 'environment variable TUNELOOP_OFFLINE', path: 'offline', message: 'must be true or false, not "maybe"' },
    {
      source: 'environment variable RUNTIME_BACKEND',
      path: 'runtime.backend',
      message: 'must be one of llama.cpp, onnx, remote, not "vllm"',
    },
    { source: 'flag --hosst', path: 'hosst', message: expect.stringContaining('Did you mean "host"?') },
    { source: 'flag --threads', path: 'runtime.threads', message: 'must be at least 1, not 0' },
  ]);
});

test('a mistake is reported even where another source overrides it', async () => {
  await file('tuneloop.config.yaml', 'server:\n  port: high\n');
  expect(await issuesOf({ env: { PORT: '8003' } })).toMatchObject([{ source: 'tuneloop.config.yaml: server.port' }]);
});

test('time-outs that contradict each other are a mistake of the one that was set', async () => {
  const issues = await issuesOf({ env: { TUNELOOP_HEADERS_TIMEOUT_MS: '600000' } });
  expect(issues).toMatchObject([{ source: 'environment variable TUNELOOP_HEADERS_TIMEOUT_MS' }]);
});

describe('names', () => {
  test('unknown TUNELOOP_ variables warn, with the likely name; others are not ours', async () => {
    const { warnings } = await loadConfig({ cwd: folder, env: { TUNELOOP_SLOT: '3', TERM: 'dumb' } });
    expect(warnings).toEqual([
      'environment variable TUNELOOP_SLOT: unknown, so it has no effect. Did you mean "TUNELOOP_SLOTS"?',
    ]);
  });

  test('names from elsewhere that do nothing are accepted and say so', async () => {
    await file('.env', 'LANGFUSE_HOST=http://a\nLANGFUSE_BASEURL=3\n');
    const { settings } = await loadConfig({ cwd: folder, env: { LANGFUSE_BASEURL: '4' } });
    const inert = settings.filter((setting) => setting.withoutEffect !== undefined);
    expect(inert).toMatchObject([
      { path: 'LANGFUSE_BASEURL', value: '4', source: 'environment variable LANGFUSE_BASEURL' },
      {
        path: 'LANGFUSE_HOST',
        value: 'http://a',
        source: '.env line 1',
        withoutEffect: 'an older name: set LANGFUSE_BASE_URL',
      },
    ]);
  });

  test('the settings of stored conversations have the names that users know', async () => {
    await file('.env', 'FINETUNED_MODELS_DIR=./mine\nMAX_TOOL_ITERATIONS=3\nMAX_CONVERSATION_TOKENS=3000\n');
    const { config } = await loadConfig({ cwd: folder, env: {} });
    expect(config.folders.finetuned).toBe(join(folder, 'mine'));
    expect(config.tools.maxIterations).toBe(3);
    expect(config.conversations.maxTokens).toBe(3000);
  });

  test('paths of adapters are absolute, from commas or the path delimiter, and a flag may be repeated', async () => {
    const { config } = await loadConfig({
      cwd: folder,
      env: { LORA_PATHS: `./a/*.gguf,b${delimiter}/c` },
      flags: { lora: ['x.gguf:0.5', '/y.gguf'] },
    });
    expect(config.adapters).toEqual({
      paths: [join(folder, 'a/*.gguf'), join(folder, 'b'), '/c'],
      defaults: [join(folder, 'x.gguf:0.5'), '/y.gguf'],
    });
  });

  test('every variable reaches its setting', async () => {
    const { config } = await loadConfig({
      cwd: folder,
      env: {
        HOST: '0.0.0.0',
        API_KEY: 'k',
        MODEL_PATH: 'hf:a/b',
        N_GPU_LAYERS: '-1',
        N_THREADS: '3',
        ALLOWED_HOSTS: 'llm:8000, example.org',
        HF_TOKEN: 't',
        HF_ENDPOINT: 'https://mirror.example',
        TUNELOOP_DATA: '~/data',
        TUNELOOP_CACHE: 'cache',
        TUNELOOP_OFFLINE: 'yes',
      },
    });
    expect(config).toMatchObject({
      model: 'hf:a/b',
      offline: true,
      server: { host: '0.0.0.0', allowedHosts: ['llm:8000', 'example.org'] },
      runtime: { gpuLayers: -1, threads: 3 },
      huggingFace: { endpoint: 'https://mirror.example' },
      folders: { data: join(homedir(), 'data'), cache: join(folder, 'cache'), models: join(folder, 'cache', 'models') },
    });
    expect(config.server.apiKey?.reveal()).toBe('k');
    expect(config.huggingFace.token?.reveal()).toBe('t');
  });

  test('LLAMA_CACHE moves the downloaded models alone', async () => {
    const { config } = await loadConfig({ cwd: folder, env: { LLAMA_CACHE: '/models', TUNELOOP_CACHE: '/cache' } });
    expect(config.folders).toMatchObject({ cache: '/cache', models: '/models' });
  });
});

describe('secrets', () => {
  const value = 'sk-very-secret';

  test('are never printed, however the result is turned into text', async () => {
    await file('tuneloop.config.yaml', `huggingFace:\n  token: ${value}\n`);
    const loaded = await loadConfig({ cwd: folder, env: { API_KEY: value, LANGFUSE_SECRET_KEY: value } });
    const printed = [
      JSON.stringify(loaded),
      inspect(loaded, { depth: null, showHidden: true }),
      String(loaded.config.server.apiKey),
      String(loaded.settings.map((setting) => setting.value)),
    ].join('\n');
    expect(printed).not.toContain(value);
    expect(printed).toContain('[redacted]');
    expect(loaded.config.huggingFace.token).toBeInstanceOf(Secret);
  });

  test('are not quoted in mistakes either', async () => {
    await file('tuneloop.config.yaml', `server:\n  apiKey: [${value}]\n`);
    const issues = await issuesOf({});
    expect(issues).toHaveLength(1);
    expect(JSON.stringify(issues)).not.toContain(value);
  });
});

test('without any source every section is there', async () => {
  const { config } = await loadConfig({ cwd: folder, env: { XDG_DATA_HOME: '/data', XDG_CACHE_HOME: '/cache' } });
  expect(config).toMatchObject({
    models: {},
    server: { host: '127.0.0.1', port: 8000, allowedHosts: [] },
    runtime: { backend: 'llama.cpp' },
    huggingFace: {},
    ollama: {},
    log: { level: 'info', format: 'auto' },
  });
  expect(config.model).toBeUndefined();
});

test('the result is frozen in depth', async () => {
  const { config } = await loadConfig({ cwd: folder, env: {} });
  expect(() => {
    config.server.port = 1;
  }).toThrow(TypeError);
  expect(() => {
    config.server.allowedHosts.push('a');
  }).toThrow(TypeError);
  // The defaults themselves must not be shared between two results.
  expect((await loadConfig({ cwd: folder, env: {} })).config.server).not.toBe(config.server);
});
