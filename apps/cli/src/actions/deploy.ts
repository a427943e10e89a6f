import { resolve } from 'node:path';
import {
  deployToFolder,
  deployToHub,
  deployToOllama,
  deployToVllm,
  formatCommand,
  parseAdapterVersion,
  type Deployment,
  type RegisteredVersion,
} from '@tuneloop/lora';
import { loadConfig, type LoadedConfig, type Platform } from '@tuneloop/platform';
import { TuneloopError } from '@tuneloop/protocol';
import { runProgram } from '@tuneloop/runtime';
import { serverAddress } from '../chat/connect.ts';
import { configRequest } from '../config-options.ts';
import { interruptible } from '../interrupts.ts';
import { notice, printJson, warning } from '../notice.ts';
import { openPlatform } from '../open-platform.ts';
import { withoutControlCharacters } from '../terminal/control-characters.ts';

export interface DeployOptions {
  to: Deployment['target'];
  /** Under which name; left out: the adapter's own. */
  as?: string;
  output?: string;
  base?: string;
  url?: string;
  path?: string;
  repository?: string;
  public?: boolean;
  run?: boolean;
  force?: boolean;
  json?: boolean;
}

interface Deploying {
  version: RegisteredVersion;
  options: DeployOptions;
  loaded: LoadedConfig;
  platform: Platform;
  signal: AbortSignal;
}

export async function deployAdapter(adapter: string, options: DeployOptions): Promise<void> {
  const loaded = await loadConfig(configRequest({ ...options }));
  for (const text of loaded.warnings) warning(text);
  await using platform = await openPlatform(loaded.config);
  const wanted = parseAdapterVersion(adapter);
  const version = await platform.adapterRegistry.find(wanted.name, wanted.version);
  if (version.state === 'refused') warning(`${adapter} was refused by its gate: ${version.reasons.join(' ')}`);
  const deployment = await interruptible((signal) =>
    targets[options.to]({ version, options, loaded, platform, signal }),
  );
  if (options.json) printJson(deployment);
  else print(deployment);
}

const targets: Record<Deployment['target'], (deploying: Deploying) => Promise<Deployment>> = {
  adapters: ({ version, options: { as, output, to }, signal }) =>
    deployToFolder(version, { folder: resolve(requireOption(output, '--output', to)), name: as, signal }),
  ollama: async ({ version, options, platform, signal }) =>
    deployToOllama(version, {
      folder: folderOf(version, options),
      base: options.base ?? (await baseOnDisk(version, platform)),
      name: options.as,
      replace: options.force,
      run: options.run ? runProgram : undefined,
      signal,
    }),
  vllm: ({ version, options: { as, url, path, to }, loaded, signal }) => {
    const { baseUrl, apiKey } = serverAddress(requireOption(url, '--url', to), loaded);
    return deployToVllm(version, { url: baseUrl, apiKey, name: as, path, signal });
  },
  hub: ({ version, options, signal }) =>
    deployToHub(version, {
      folder: folderOf(version, options),
      repository: requireOption(options.repository, '--repository', options.to),
      isPublic: options.public,
      replace: options.force,
      run: options.run ? runProgram : undefined,
      signal,
    }),
};

function folderOf({ name, version }: RegisteredVersion, { output, to }: DeployOptions): string {
  return resolve(output ?? `${name}-${version}-${to}`);
}

function requireOption(value: string | undefined, option: string, target: string): string {
  if (value !== undefined) return value;
  throw new TuneloopError('INVALID_REQUEST', `--to ${target} needs ${option}; see: tuneloop deploy --help`);
}

/** Ollama takes a GGUF of this disk as well as a model of its own. */
async function baseOnDisk({ base }: RegisteredVersion, platform: Platform): Promise<string> {
  const model = await platform.models.find(base?.reference ?? platform.reference);
  if (model) return model.path;
  const what = base ? `The base ${base.reference}` : 'The base of this adapter';
  const advice = 'Say what Ollama has it as: --base qwen3:8b, or --base /path/to/model.gguf';
  throw new TuneloopError('MODEL_NOT_FOUND', `${what} is not on this disk. ${advice}`);
}

function print({ adapter, path, command, output, hint }: Deployment): void {
  if (output !== undefined && output.trim() !== '') notice(output.trimEnd());
  const lines = [
    ...(path === undefined ? [`${adapter} is deployed.`] : [`${adapter}: ${path}`]),
    ...(command ? [`Next: ${formatCommand(command)}`] : []),
    hint,
  ];
  process.stdout.write(`${withoutControlCharacters(lines.join('\n'))}\n`);
}
