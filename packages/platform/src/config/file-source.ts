import { access, readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isObject, type Layer } from './layer.ts';

const searched = ['tuneloop.config.yaml', 'tuneloop.config.json', 'tuneloop.config.ts'];

export interface FileLayer extends Layer {
  /** Absolute; left out when there is no configuration file. */
  file?: string | undefined;
  /** Relative paths in the file start here. */
  folder: string;
  /** Where it is, or could be: absolute paths. */
  candidates: string[];
  /** What the file says, before anything in it is found wrong. */
  written: Readonly<Record<string, unknown>>;
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** A problem that keeps the file from being understood; its message becomes an issue. */
class UnreadableFile extends Error {}

async function parseYaml(content: string): Promise<unknown> {
  // A server without such a file starts without it.
  const { parseDocument } = await import('yaml');
  const document = parseDocument(content, { prettyErrors: true });
  const problem = document.errors[0];
  if (problem !== undefined) throw new UnreadableFile(`is not valid YAML: ${problem.message.split('\n')[0]}`);
  return document.toJS();
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new UnreadableFile(`is not valid JSON: ${(error as Error).message}`);
  }
}

async function importModule(file: string): Promise<unknown> {
  let module: { default?: unknown };
  try {
    // Once imported a module stays as it was: one that has changed needs another address.
    const { mtimeMs, size } = await stat(file);
    const address = `${pathToFileURL(file).href}?${mtimeMs}-${size}`;
    module = (await import(address)) as { default?: unknown };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_UNKNOWN_FILE_EXTENSION') {
      throw new UnreadableFile(
        `this Node.js (${process.version}) cannot read TypeScript; use Node.js 22.18 or newer, or write the file as tuneloop.config.yaml`,
      );
    }
    throw new UnreadableFile(`cannot be imported: ${(error as Error).message}`);
  }
  if (module.default === undefined) throw new UnreadableFile('has no default export; write "export default { … }"');
  return module.default;
}

async function readContent(file: string): Promise<unknown> {
  const kind = extname(file);
  if (kind === '.ts' || kind === '.js' || kind === '.mjs') return importModule(file);
  if (kind !== '.yaml' && kind !== '.yml' && kind !== '.json') {
    throw new UnreadableFile('has an unknown type; its name must end in .yaml, .json or .ts');
  }
  const content = await readFile(file, 'utf8');
  return kind === '.json' ? parseJson(content) : parseYaml(content);
}

/** Reads `configFile` (relative to `folder`), or the one `tuneloop.config.*` that is in `folder`. */
export async function readConfigFile(folder: string, configFile: string | undefined): Promise<FileLayer> {
  const candidates =
    configFile === undefined ? searched.map((name) => join(folder, name)) : [resolve(folder, configFile)];
  const layer: FileLayer = {
    values: {},
    sourceOf: () => '',
    issues: [],
    warnings: [],
    folder,
    candidates,
    written: {},
  };
  const found: string[] = [];
  if (configFile === undefined) {
    for (const candidate of candidates) if (await exists(candidate)) found.push(candidate);
  } else {
    found.push(...candidates);
  }
  const file = found[0];
  if (file === undefined) return layer;

  const name = basename(file);
  const fail = (message: string): FileLayer => ({ ...layer, issues: [{ path: name, message, source: name }] });
  if (found.length > 1) {
    return fail(
      `there are several configuration files (${found.map((entry) => basename(entry)).join(', ')}); keep one`,
    );
  }
  try {
    // An empty YAML file is null.
    const values = (await readContent(file)) ?? {};
    if (!isObject(values)) return fail('must hold settings by name, such as "server:" with "port: 8000" below');
    const sourceOf = (path: readonly PropertyKey[]): string => `${name}: ${path.join('.')}`;
    const written = structuredCloneOfPlain(values);
    return { ...layer, values: structuredCloneOfPlain(values), written, sourceOf, file, folder: dirname(file) };
  } catch (error) {
    if (error instanceof UnreadableFile) return fail(error.message);
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return fail(`there is no such file (${file})`);
    return fail(`cannot be read: ${(error as Error).message}`);
  }
}

/** Copies objects and lists, since a module's export must not be changed; other values (secrets) stay themselves. */
function structuredCloneOfPlain(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, isObject(entry) ? structuredCloneOfPlain(entry) : entry]),
  );
}
