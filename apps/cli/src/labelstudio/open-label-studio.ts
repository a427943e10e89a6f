import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { loadConfig, type Config } from '@tuneloop/platform';
import { TuneloopError } from '@tuneloop/protocol';
import {
  createLabelStudioClient,
  findOrCreateProject,
  findProject,
  type LabelStudioClient,
  type TemplateKind,
} from '@tuneloop/rlhf/label-studio';
import { configRequest } from '../config-options.ts';
import { warning } from '../notice.ts';

/** Options that all of the commands have. */
export interface LabelStudioOptions {
  url?: string;
  tokenFile?: string;
  project?: number;
  title?: string;
  template?: string;
  json?: boolean;
  config?: string;
  data?: string;
  cache?: string;
}

export async function loadLabelStudioConfig({ config, data, cache }: LabelStudioOptions): Promise<Config> {
  const loaded = await loadConfig(configRequest({ config, data, cache }));
  for (const problem of loaded.warnings) warning(problem);
  return loaded.config;
}

/** Errors: `INVALID_REQUEST` when there is no address or no token. */
export async function openClient(options: LabelStudioOptions, config: Config): Promise<LabelStudioClient> {
  const url = options.url ?? config.labelStudio.url;
  if (url === undefined) {
    const message = 'Where is Label Studio? Give --url, or set LABEL_STUDIO_URL: http://localhost:8080 as a rule.';
    throw new TuneloopError('INVALID_REQUEST', message);
  }
  const token = await readToken(options.tokenFile, config);
  return createLabelStudioClient({ url, token });
}

async function readToken(file: string | undefined, config: Config): Promise<string> {
  if (file !== undefined) return (file === '-' ? await text(process.stdin) : await readTokenFile(file)).trim();
  const token = config.labelStudio.token?.reveal();
  if (token !== undefined) return token;
  const message =
    'There is no token for Label Studio. Make one there under "Account & Settings", and set LABEL_STUDIO_API_KEY or give --token-file.';
  throw new TuneloopError('INVALID_REQUEST', message);
}

async function readTokenFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new TuneloopError('INVALID_REQUEST', `The token's file ${file} cannot be read.`, { cause: error });
  }
}

/** The project that is named, or the one with the title; where that is missing it is made, or `NOT_FOUND`. */
export async function chooseProject(
  client: LabelStudioClient,
  options: LabelStudioOptions,
  { config, signal }: { config: Config; signal: AbortSignal },
  { create }: { create: boolean },
): Promise<number> {
  const named = options.project ?? config.labelStudio.project;
  if (named !== undefined) return named;
  const kind = templateOf(options);
  const name = { kind, title: options.title ?? `Tuneloop ${kind}` };
  const found = await (create ? findOrCreateProject : findProject)(client, name, { signal });
  if (found !== undefined) return found.id;
  const message = `Label Studio at ${client.url} has no project "${name.title}" of ours. Give its number (--project), or push first.`;
  throw new TuneloopError('NOT_FOUND', message);
}

export function templateOf({ template }: LabelStudioOptions): TemplateKind {
  return (template ?? 'pairwise') as TemplateKind;
}
