import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TuneloopError, type CallOptions } from '@tuneloop/protocol';
import type { RegisteredVersion } from '../registry/adapter-version.ts';
import { copyDurably } from '../registry/durable-files.ts';
import type { Deployment } from './deployment.ts';
import { writeDeploymentFolder } from './deployment-folder.ts';
import { runDeployment, type ProgramRunner } from './run-deployment.ts';

export interface OllamaDeploymentOptions extends CallOptions {
  /** Where the Modelfile and the adapter go; absolute. */
  folder: string;
  /** What Ollama has the base model as: a name of its own, such as `qwen3:8b`, or the absolute path of a GGUF. */
  base: string;
  /** What Ollama is to call it; left out: the adapter's name. */
  name?: string | undefined;
  replace?: boolean | undefined;
  /** Runs `ollama create`; left out, the command is told. */
  run?: ProgramRunner | undefined;
}

/**
 * Writes a Modelfile (Ollama's own format) that puts the adapter on its base; the chat template is the base's.
 *
 * Errors: `INVALID_REQUEST` (a name or path that a Modelfile cannot hold), `NOT_FOUND` (`run`, and Ollama is not
 * installed), `UPSTREAM_FAILED` (it failed), `STORE_FAILED`, `RESOURCE_EXHAUSTED`, `ABORTED`.
 */
export async function deployToOllama(
  version: RegisteredVersion,
  options: OllamaDeploymentOptions,
): Promise<Deployment> {
  const { folder, base, name = version.name, replace, run, signal } = options;
  if (!/^[\w][\w.-]*(?::[\w.-]+)?$/.test(name)) {
    const message = `Ollama cannot call a model ${JSON.stringify(name)}. Choose another name with letters, digits, ".", "_" and "-".`;
    throw new TuneloopError('INVALID_REQUEST', message);
  }
  if (/[\p{C}"]/u.test(base) || base.trim() !== base || base === '') {
    throw new TuneloopError('INVALID_REQUEST', `A Modelfile cannot name the base ${JSON.stringify(base)}.`);
  }
  const label = `${version.name}@${version.version}`;
  await writeDeploymentFolder(folder, { replace }, async (draft) => {
    await copyDurably(version.file, join(draft, 'adapter.gguf'), signal);
    const lines = [`# ${label}`, `FROM ${base}`, 'ADAPTER ./adapter.gguf'];
    await writeFile(join(draft, 'Modelfile'), `${lines.join('\n')}\n`);
  });
  const command = ['ollama', 'create', name, '-f', join(folder, 'Modelfile')];
  const hint = `Try it: ollama run ${name}`;
  const output = run && (await runDeployment(command, { folder, run, signal }));
  return { target: 'ollama', adapter: label, path: folder, hint, ...(run ? { output } : { command }) };
}
