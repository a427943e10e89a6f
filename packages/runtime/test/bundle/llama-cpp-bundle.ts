import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** llama.cpp's repository as node-llama-cpp carries it: chat templates and vocabularies of many models. */
export interface LlamaCppBundle extends AsyncDisposable {
  /** Names of the files in a folder of the repository. */
  list(folder: string): Promise<string[]>;
  read(path: string): Promise<Buffer>;
  /** A template in `models/templates`, by its name without the ending. */
  chatTemplate(name: string): Promise<string>;
}

export async function openLlamaCppBundle(): Promise<LlamaCppBundle> {
  const folder = await mkdtemp(join(tmpdir(), 'tuneloop-bundle-'));
  const entry = createRequire(import.meta.url).resolve('node-llama-cpp');
  await run('git', ['clone', '--quiet', '--bare', join(dirname(entry), '..', 'llama', 'gitRelease.bundle'), folder]);
  const git = async (...command: string[]): Promise<Buffer> => {
    const options = { encoding: 'buffer', maxBuffer: 64 * 2 ** 20 } as const;
    return (await run('git', ['-C', folder, ...command], options)).stdout;
  };
  return {
    async list(path) {
      const names = (await git('ls-tree', '--name-only', `HEAD:${path}`)).toString();
      return names.trim().split('\n');
    },
    read: (path) => git('show', `HEAD:${path}`),
    chatTemplate: async (name) => (await git('show', `HEAD:models/templates/${name}.jinja`)).toString(),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
