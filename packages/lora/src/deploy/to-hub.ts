import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TuneloopError, type CallOptions } from '@tuneloop/protocol';
import { exists } from '../files/exists.ts';
import type { RegisteredVersion } from '../registry/adapter-version.ts';
import { copyDurably, copyFolderDurably } from '../registry/durable-files.ts';
import type { Deployment } from './deployment.ts';
import { writeDeploymentFolder } from './deployment-folder.ts';
import { runDeployment, type ProgramRunner } from './run-deployment.ts';

export interface HubDeploymentOptions extends CallOptions {
  /** Where the repository's files go; absolute. */
  folder: string;
  /** `owner/name` on the Hugging Face hub. */
  repository: string;
  /** Whether others can see it when it is made. */
  isPublic?: boolean | undefined;
  replace?: boolean | undefined;
  /** Runs `hf upload`, which has its own login; left out, the command is told. */
  run?: ProgramRunner | undefined;
}

/** Files of a version that are for everybody; what was evaluated may quote conversations. */
const published = ['README.md', 'manifest.json'];

/**
 * Writes what a repository of the hub has for an adapter: PEFT's files at the top, the GGUF beside them, the model card.
 *
 * Errors: `INVALID_REQUEST` (no repository's name), `NOT_FOUND` (`run`, and `hf` is not installed), `UPSTREAM_FAILED`
 * (it failed), `STORE_FAILED`, `RESOURCE_EXHAUSTED`, `ABORTED`.
 */
export async function deployToHub(version: RegisteredVersion, options: HubDeploymentOptions): Promise<Deployment> {
  const { folder, repository, isPublic = false, replace, run, signal } = options;
  if (!/^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(repository)) {
    const message = `${JSON.stringify(repository)} is no repository of the hub. Write owner/name.`;
    throw new TuneloopError('INVALID_REQUEST', message);
  }
  const label = `${version.name}@${version.version}`;
  await writeDeploymentFolder(folder, { replace }, async (draft) => {
    const peft = join(version.folder, 'peft');
    if (await exists(peft)) await copyFolderDurably(peft, draft, signal);
    await copyDurably(version.file, join(draft, `${version.name}.gguf`), signal);
    for (const name of published) await replaceFile(join(version.folder, name), join(draft, name));
    if (!(await exists(join(draft, 'README.md')))) await writeFile(join(draft, 'README.md'), describe(version));
  });
  const visibility = isPublic ? [] : ['--private'];
  const command = ['hf', 'upload', repository, folder, '.', ...visibility, '--commit-message', label];
  const output = run && (await runDeployment(command, { folder, run, signal }));
  const hint = `It is at https://huggingface.co/${repository} when it is uploaded.`;
  return { target: 'hub', adapter: label, path: folder, hint, ...(run ? { output } : { command }) };
}

async function replaceFile(source: string, target: string): Promise<void> {
  if (await exists(source)) await writeFile(target, await readFile(source));
}

/** The least that the hub wants to know of an adapter that came without a model card. */
function describe({ name, version, base, rank }: RegisteredVersion): string {
  const front = ['---', 'library_name: peft', 'tags:', '- lora', '- gguf', '---'];
  const trained = base ? `, trained on ${base.reference}` : '';
  return `${front.join('\n')}\n\n# ${name}\n\nA LoRA adapter of rank ${rank}${trained}; version ${version}.\n`;
}
