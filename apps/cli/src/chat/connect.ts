import { TuneloopError } from '@tuneloop/protocol';
import { loadConfig, type LoadedConfig } from '@tuneloop/platform';
import { configRequest } from '../config-options.ts';
import { notice, warning } from '../notice.ts';
import { createProgressDisplay } from '../terminal/progress.ts';
import type { ChatModel } from './chat-model.ts';
import { findServer, type FoundServer } from './find-server.ts';
import { LabModel } from './lab/lab-model.ts';
import { LocalModel } from './local-model.ts';
import type { ServerAddress } from './server-client.ts';
import { listServerModels, ServerModel } from './server-model.ts';
import { normalizeBaseUrl } from './server-url.ts';

export interface ConnectOptions {
  url?: string | undefined;
  /** Do not look for a server. */
  local?: boolean | undefined;
  model?: string | undefined;
  verbose?: boolean | undefined;
  /** For a conversation: with tools and what is kept, where the server has them. */
  stateful?: boolean | undefined;
}

/**
 * Finds what answers, and says so on standard error: the server that was named, one that runs where one is configured,
 * or else a model that this process loads.
 */
export async function connect(options: ConnectOptions, signal: AbortSignal): Promise<ChatModel> {
  // With a server of their own, the name of a model is that server's business, not a reference for this machine.
  const loaded = await loadConfig(configRequest({ ...options }));
  for (const text of loaded.warnings) warning(text);

  if (options.url !== undefined) {
    const address = addressOf(normalizeBaseUrl(options.url), loaded);
    const names = await listServerModels(address, { signal });
    return announce(await openServer(address, chooseModel(names, options.model), options, signal));
  }
  if (!options.local) {
    const candidates = serverCandidates(loaded);
    const found = await findServer(candidates, signal);
    const [first] = candidates;
    if (first && first !== found?.address && loaded.config.runtime.upstreamUrl !== undefined) {
      notice(`No server answers at ${first.baseUrl} (OPENAI_API_BASE_URL).`);
    }
    if (found) {
      const model = await modelOf(found, options.model, loaded);
      if (model !== undefined) return announce(await openServer(found.address, model, options, signal));
      notice(`The server at ${found.address.baseUrl} does not have "${options.model}": loading it into this process.`);
    }
  }
  return openLocal(loaded, options, signal);
}

// oxlint-disable-next-line max-params -- as `openLocal`, with what was found
async function openServer(
  address: ServerAddress,
  name: string,
  { stateful }: ConnectOptions,
  signal: AbortSignal,
): Promise<ChatModel> {
  const model = new ServerModel(address, name);
  return (stateful ? await LabModel.find(model, address, signal) : undefined) ?? model;
}

async function openLocal(loaded: LoadedConfig, { verbose }: ConnectOptions, signal: AbortSignal): Promise<ChatModel> {
  const progress = createProgressDisplay(process.stderr);
  try {
    const model = await LocalModel.open(loaded.config, { onProgress: progress.listener, verbose, signal });
    progress.stop();
    announce(model);
    if (model.isDemonstration) {
      notice('It is the small demonstration model and not clever; `tuneloop models` proposes a real one.');
    }
    return model;
  } finally {
    progress.stop();
  }
}

function announce(model: ChatModel): ChatModel {
  notice(`Answers come from ${model.model} in ${model.location}.`);
  return model;
}

/** The first listed model is the default of a server. */
function chooseModel(names: string[], wanted: string | undefined): string {
  const model = wanted ?? names[0];
  if (model === undefined) throw new TuneloopError('MODEL_NOT_FOUND', 'The server has no model.');
  return model;
}

/** `undefined` when the model that was asked for by a flag is not there. */
async function modelOf(
  { names }: FoundServer,
  wanted: string | undefined,
  { config }: LoadedConfig,
): Promise<string | undefined> {
  if (wanted === undefined) return chooseModel(names, undefined);
  if (names.includes(wanted)) return wanted;
  // The same model under another of its names.
  const { createModelStore } = await import('@tuneloop/runtime');
  const aliases = Object.fromEntries(Object.entries(config.models).map(([name, { reference }]) => [name, reference]));
  const known = await createModelStore({ folder: config.folders.models, aliases }).find(wanted);
  return names.find((name) => name === known?.id);
}

function serverCandidates(loaded: LoadedConfig): ServerAddress[] {
  const named = loaded.config.runtime.upstreamUrl;
  const baseUrls = [named === undefined ? undefined : normalizeBaseUrl(named), configuredBaseUrl(loaded)];
  return [...new Set(baseUrls)].flatMap((baseUrl) => (baseUrl === undefined ? [] : [addressOf(baseUrl, loaded)]));
}

function configuredBaseUrl({ config: { server } }: LoadedConfig): string | undefined {
  return server.port === 0 ? undefined : `http://${reachable(server.host)}:${server.port}/v1`;
}

/** The key of one's own server goes to that server only. */
function addressOf(baseUrl: string, loaded: LoadedConfig): ServerAddress {
  const own = baseUrl === configuredBaseUrl(loaded) ? loaded.config.server.apiKey?.reveal() : undefined;
  return { baseUrl, apiKey: own ?? loaded.config.runtime.upstreamKey?.reveal() };
}

/** Where a server that listens on all addresses can be reached from here. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '[::]') return '127.0.0.1';
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

/**
 * The server that a command steers: the one that was named, else the one of this configuration.
 *
 * Errors: `INVALID_REQUEST`.
 */
export function serverAddress(url: string | undefined, loaded: LoadedConfig): ServerAddress {
  const baseUrl = url === undefined ? configuredBaseUrl(loaded) : normalizeBaseUrl(url);
  if (baseUrl !== undefined) return addressOf(baseUrl, loaded);
  throw new TuneloopError('INVALID_REQUEST', 'The configured port is 0: say with --url where the server is.');
}
