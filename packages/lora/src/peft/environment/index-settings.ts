import { runProgram, type Environment, type RunProgram } from '@tuneloop/runtime';

/** By which settings uv is told of another package index. */
const ofUv = ['UV_DEFAULT_INDEX', 'UV_INDEX_URL', 'UV_INDEX', 'UV_EXTRA_INDEX_URL', 'UV_CONFIG_FILE'];

/**
 * The settings of pip (`PIP_INDEX_URL`, `PIP_EXTRA_INDEX_URL`, `PIP_CERT`, and its configuration files) as those of uv,
 * which knows only its own. What is set for uv stays.
 */
export async function uvVariables(
  environment: Environment,
  folder: string,
  run: RunProgram = runProgram,
): Promise<Record<string, string | undefined>> {
  const variables: Record<string, string | undefined> = { ...environment };
  delete variables['VIRTUAL_ENV'];
  delete variables['UV_PROJECT_ENVIRONMENT'];
  variables['SSL_CERT_FILE'] ??= environment['PIP_CERT'];
  if (ofUv.some((name) => environment[name])) return variables;
  const ofPip = async (variable: string, key: string): Promise<string | undefined> =>
    environment[variable] || (await fromPip(key, environment, folder, run));
  const index = await ofPip('PIP_INDEX_URL', 'global.index-url');
  if (index !== undefined) variables['UV_DEFAULT_INDEX'] = index;
  const extra = await ofPip('PIP_EXTRA_INDEX_URL', 'global.extra-index-url');
  if (extra !== undefined) variables['UV_INDEX'] = extra.trim().split(/\s+/).join(' ');
  return variables;
}

/** Whether another package index than the public one is set, which then has PyTorch's builds too. */
export function hasOwnIndex(variables: Environment): boolean {
  return ofUv.some((name) => Boolean(variables[name]));
}

async function fromPip(
  key: string,
  environment: Environment,
  folder: string,
  run: RunProgram,
): Promise<string | undefined> {
  const result = await run('pip', ['config', 'get', key], { folder, environment }).catch(() => undefined);
  const line = result?.exitCode === 0 ? result.output.trim().split('\n').at(-1) : undefined;
  return line !== undefined && /^https?:\/\//.test(line) ? line : undefined;
}
