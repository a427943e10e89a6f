import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dotenvVariables } from './dotenv-source.ts';
import { environmentVariables } from './environment-source.ts';
import { readConfigFile, type FileLayer } from './file-source.ts';
import { readFlags, type ConfigFlags } from './flags-source.ts';
import { absolutePath, defaultFolders } from './folders.ts';
import { configError, type ConfigIssue } from './issues.ts';
import { getPath, isObject, setPath, type Layer } from './layer.ts';
import { checkUpstreams } from '../remote/upstream-config.ts';
import { configDefaults } from './defaults.ts';
import type { Config } from './schema.ts';
import { Secret } from './secret.ts';
import { readSecretFiles } from './secret-files.ts';
import { configFileVariable, settingDefinitions } from './setting-definitions.ts';
import { validateLayer } from './validate-layer.ts';
import { readVariables, type InertSetting } from './variables-source.ts';

export interface LoadConfigOptions {
  flags?: ConfigFlags | undefined;
  /** By default the process's. */
  env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Where `.env` and `tuneloop.config.*` are looked for; by default the current folder. */
  cwd?: string | undefined;
  /** Instead of looking for one. */
  configFile?: string | undefined;
}

/** One line of `tuneloop config`. */
export interface Setting {
  /** `server.port`; for a variable without effect, its name. */
  path: string;
  /** `undefined`: chosen for this machine when it is needed. Secrets are `Secret`. */
  value: unknown;
  /** `default`, or as in `ConfigIssue.source`. */
  source: string;
  summary: string;
  environment?: string | undefined;
  flag?: string | undefined;
  /** Set for a name that is accepted, but does nothing: why. */
  withoutEffect?: string | undefined;
  /** Whether a running server follows changes of it. */
  live?: boolean | undefined;
}

export interface LoadedConfig {
  config: Config;
  settings: Setting[];
  /** What is no mistake, but probably not meant. */
  warnings: string[];
  /** The configuration file that was read. */
  file?: string | undefined;
  /** Absolute paths of what decides, and of what would if it were there: for whoever watches them. */
  files: string[];
  /** Hashes of the contents of files that count with them, by the setting that names the file. */
  contents: ReadonlyMap<string, string>;
  /** Reads everything once more, from the same places. Errors: as `loadConfig`. */
  again: () => Promise<LoadedConfig>;
}

/** Freezes plain data in depth; other objects (secrets) stay as they are. */
export function deepFreeze<T>(value: T): T {
  if (Array.isArray(value) || isObject(value)) {
    for (const entry of Object.values(value)) deepFreeze(entry);
    Object.freeze(value);
  }
  return value;
}

/** A model reference that is visibly a relative path starts, as folders do, where its source is. */
function resolvePaths(values: Record<string, unknown>, base: string): void {
  for (const definition of settingDefinitions) {
    const value = getPath(values, definition.path);
    if (definition.kind === 'path' && typeof value === 'string')
      setPath(values, definition.path, absolutePath(value, base));
    if (definition.kind === 'paths' && Array.isArray(value))
      setPath(
        values,
        definition.path,
        value.map((entry) => absolutePath(String(entry), base)),
      );
  }
  const resolveReference = (reference: unknown): unknown =>
    typeof reference === 'string' && /^(\.{1,2}|~)[/\\]/.test(reference) ? absolutePath(reference, base) : reference;
  if (values.model !== undefined) values.model = resolveReference(values.model);
  if (isObject(values.models)) {
    for (const [name, model] of Object.entries(values.models)) {
      if (!isObject(model)) continue;
      const { reference, speculative } = model;
      values.models[name] = {
        ...model,
        reference: resolveReference(reference),
        ...(isObject(speculative) &&
          typeof speculative.path === 'string' && {
            speculative: { ...speculative, path: absolutePath(speculative.path, base) },
          }),
      };
    }
  }
}

function crossChecks({ server, runtime }: Config, sourceOf: (path: string) => string): ConfigIssue[] {
  const { headersTimeoutMs, requestTimeoutMs } = server;
  const isRemote = runtime.backend === 'remote';
  const issues = isRemote ? checkUpstreams(runtime, server, sourceOf) : [];
  const add = (path: string, message: string): unknown => issues.push({ path, message, source: sourceOf(path) });
  if (isRemote && runtime.contextShift) {
    add('runtime.contextShift', 'is for the backend "llama.cpp"; with "remote" set it where the models run');
  }
  if (headersTimeoutMs > requestTimeoutMs) {
    const message = `must not be longer than server.requestTimeoutMs (${requestTimeoutMs}), not ${headersTimeoutMs}`;
    add('server.headersTimeoutMs', message);
  }
  return issues;
}

/**
 * Composes the configuration: defaults < `tuneloop.config.{yaml,json,ts}` < `.env` < environment < flags. The result is
 * complete, validated once and frozen in depth.
 *
 * Errors: `CONFIG_INVALID` with every mistake of every source in `details.issues` (`ConfigIssue[]`).
 */
export async function loadConfig(options: LoadConfigOptions = {}): Promise<LoadedConfig> {
  const cwd = options.cwd ?? process.cwd();
  const environment = options.env ?? process.env;

  const dotenv = await dotenvVariables(cwd);
  const variables = environmentVariables(environment);
  const dotenvSecrets = await readSecretFiles(dotenv.variables, cwd);
  const secrets = await readSecretFiles(variables, cwd);
  const fromDotenv = readVariables([...dotenv.variables, ...dotenvSecrets.variables]);
  const fromEnvironment = readVariables([...variables, ...secrets.variables]);
  const namedFile =
    options.configFile ??
    (environment[configFileVariable] ||
      dotenv.variables.find(({ name }) => name === configFileVariable)?.value ||
      undefined);
  const file = await readConfigFile(cwd, namedFile);

  const folders = defaultFolders(environment);
  // Sections exist even when nothing in them is set.
  const values: Record<string, unknown> = {
    folders: { ...folders },
    huggingFace: {},
    ollama: {},
    labelStudio: {},
    langfuse: {},
    openTelemetry: {},
    conversations: {},
    access: {},
  };
  const sources = new Map<string, string>();
  const issues: ConfigIssue[] = [...dotenv.issues, ...dotenvSecrets.issues, ...secrets.issues];

  const layers: { layer: Layer; base: string }[] = [
    {
      layer: {
        values: structuredClone(configDefaults) as Record<string, unknown>,
        sourceOf: () => 'default',
        issues: [],
        warnings: [],
      },
      base: cwd,
    },
    { layer: file, base: file.folder },
    { layer: fromDotenv.layer, base: cwd },
    { layer: fromEnvironment.layer, base: cwd },
    { layer: readFlags(options.flags ?? {}), base: cwd },
  ];
  for (const { layer, base } of layers) {
    const valid = validateLayer(layer);
    issues.push(...valid.issues);
    const found = valid.values as Record<string, unknown>;
    resolvePaths(found, base);
    for (const { path } of settingDefinitions) {
      const value = getPath(found, path);
      if (value === undefined) continue;
      setPath(values, path, value);
      sources.set(path, layer.sourceOf(path.split('.')));
    }
  }
  const sourceOf = (path: string): string => sources.get(path) ?? 'default';
  if (getPath(values, 'folders.models') === undefined) {
    setPath(values, 'folders.models', join(String(getPath(values, 'folders.cache')), 'models'));
  }
  if (getPath(values, 'folders.finetuned') === undefined) {
    setPath(values, 'folders.finetuned', absolutePath('models/custom', cwd));
  }
  const config = values as unknown as Config;
  issues.push(...crossChecks(config, sourceOf));
  if (issues.length > 0) throw configError(issues);

  return {
    config: deepFreeze(config),
    settings: [
      ...settingDefinitions.map((definition) => ({
        path: definition.path,
        value: getPath(config, definition.path),
        source: sourceOf(definition.path),
        summary: definition.summary,
        environment: definition.environment,
        flag: definition.flag,
        live: definition.live !== undefined,
      })),
      ...inertSettings([...fromDotenv.inert, ...fromEnvironment.inert]),
    ],
    warnings: [
      ...layers.flatMap(({ layer }) => layer.warnings),
      ...dotenvSecrets.warnings,
      ...secrets.warnings,
      ...secretsWrittenIn(file),
    ],
    file: file.file,
    contents: await contentsOf(config),
    files: [
      ...contentFiles(config).map(({ file: path }) => path),
      ...file.candidates,
      join(cwd, '.env'),
      ...dotenvSecrets.files,
      ...secrets.files,
    ],
    again: () => loadConfig(options),
  };
}

function contentFiles(config: Config): { path: string; file: string }[] {
  return settingDefinitions.flatMap(({ path, hasContents }) => {
    const file = hasContents ? getPath(config, path) : undefined;
    return typeof file === 'string' ? { path, file } : [];
  });
}

/** What cannot be read is told by who needs it. */
async function contentsOf(config: Config): Promise<Map<string, string>> {
  const hashes = contentFiles(config).map(async ({ path, file }): Promise<[string, string]> => {
    const content = await readFile(file).catch(() => '');
    return [path, createHash('sha256').update(content).digest('hex')];
  });
  return new Map(await Promise.all(hashes));
}

/** Configuration files are shown to others, copied and kept in repositories. */
function secretsWrittenIn({ written, sourceOf }: FileLayer): string[] {
  return settingDefinitions.flatMap(({ path, kind, environment }) => {
    if (kind !== 'secret' || getPath(written, path) === undefined) return [];
    const better =
      environment === undefined ? 'the environment' : `${environment}, or a file that ${environment}_FILE names`;
    return [
      `${sourceOf(path.split('.'))}: a secret that is written here is seen by whoever sees the file; put it into ${better}`,
    ];
  });
}

/** The environment's entry wins over that of `.env`. */
function inertSettings(variables: readonly InertSetting[]): Setting[] {
  const byName = new Map(variables.map((variable) => [variable.name, variable]));
  return [...byName.values()].map(({ name, value, source, definition }) => ({
    path: name,
    value: definition.secret ? new Secret(value) : value,
    source,
    summary: definition.reason,
    environment: name,
    withoutEffect: definition.reason,
  }));
}
