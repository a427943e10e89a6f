/** docs/architecture.md as data: imports go strictly down, but for the exceptions. */
const layers: readonly (readonly string[])[] = [
  ['packages/protocol'],
  ['packages/runtime', 'packages/tools', 'packages/store', 'packages/datasets', 'packages/jobs'],
  ['packages/openai-server', 'packages/mcp-bridge', 'packages/rag', 'packages/rlhf', 'packages/lora'],
  ['packages/platform'],
  ['apps/server', 'apps/cli', 'apps/web'],
];

/** The only imports between packages of one level. */
const sameLevel: readonly (readonly [importer: string, imported: string])[] = [['packages/jobs', 'packages/store']];

/** Who may read the environment; everything else gets its settings from `platform`. */
export const environmentReaders: readonly string[] = [
  'packages/platform/src/',
  'packages/runtime/src/llama-cpp/child/',
  'packages/runtime/src/onnx/child/',
  // Hands it on, whole, to the engine's process.
  'packages/runtime/src/hosting/connection/child-transport.ts',
  // Likewise, to Python and uv, which read proxies, mirrors and certificates from it, where the caller gives no other.
  'packages/lora/src/peft/environment/python-environment.ts',
  'packages/lora/src/peft/process/python-variables.ts',
  'apps/',
];

/** A thing lives with the concern that it serves, so these names say nothing. */
export const forbiddenNames: ReadonlySet<string> = new Set(['utils', 'util', 'common', 'helpers', 'helper', 'misc']);

/** Lines of one file, tests included. */
export const maximumLines = 400;

/** What a program writes may be longer. */
export const generatedFiles: readonly string[] = ['apps/web/src/api/schema.ts'];

/** Lines; the middle one of all files that are not tests. */
export const maximumMedianLines = 100;

const levelOf = (path: string): number => layers.findIndex((level) => level.includes(path));

/** Why `importer` may not import `imported` (both workspace paths), or undefined if it may. */
export function layerViolation(importer: string, imported: string): string | undefined {
  const from = levelOf(importer);
  const to = levelOf(imported);
  if (from === -1) return `${importer} is in no layer`;
  if (to === -1) return `${imported} is in no layer`;
  if (to < from || sameLevel.some(([a, b]) => a === importer && b === imported)) return undefined;
  return `L${from} ${importer} must not import L${to} ${imported}`;
}
