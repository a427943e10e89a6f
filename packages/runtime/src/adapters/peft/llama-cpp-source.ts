import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { runProgram, type RunProgram } from '../../models/download/run-program.ts';

export interface LlamaCppSourceOptions {
  /** Holds `llama.cpp-<version>`, some 45 MB, from then on. */
  cacheFolder: string;
  /** Replaces starting git in tests. */
  run?: RunProgram | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * The folder of llama.cpp's Python scripts, of the very version that the engine has: node-llama-cpp carries the source as
 * a git bundle, so that no network is needed.
 *
 * Errors: `UNSUPPORTED` (node-llama-cpp or git is not installed), `ABORTED`, `STORE_FAILED`.
 */
export async function llamaCppSource(options: LlamaCppSourceOptions): Promise<string> {
  const { cacheFolder, run = runProgram, signal } = options;
  const { bundle, tag } = await findBundle();
  const folder = join(cacheFolder, `llama.cpp-${tag}`);
  if ((await stat(folder).catch(() => undefined)) !== undefined) return folder;
  const draft = `${folder}.${randomUUID()}.partial`;
  await mkdir(cacheFolder, { recursive: true });
  try {
    const git = async (...args: string[]): Promise<void> => {
      const result = await run('git', args, { folder: cacheFolder, signal });
      if (result?.exitCode === 0) return;
      const advice = result === undefined ? 'Install git.' : result.output.trim().slice(-300);
      throw new TuneloopError('UNSUPPORTED', `llama.cpp's scripts could not be unpacked. ${advice}`);
    };
    await git('clone', '--quiet', '--no-checkout', bundle, draft);
    await git('-C', draft, 'sparse-checkout', 'set', 'conversion', 'gguf-py');
    await git('-C', draft, 'checkout', '--quiet', 'HEAD');
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw TuneloopError.from(error, 'STORE_FAILED');
  }
  return folder;
}

async function findBundle(): Promise<{ bundle: string; tag: string }> {
  try {
    const folder = join(dirname(createRequire(import.meta.url).resolve('node-llama-cpp')), '../llama');
    const info = JSON.parse(await readFile(join(folder, 'llama.cpp.info.json'), 'utf8')) as { tag?: unknown };
    const bundle = join(folder, 'gitRelease.bundle');
    await stat(bundle);
    return { bundle, tag: String(info.tag).replaceAll(/[^\w.-]/g, '-') };
  } catch (error) {
    throw new TuneloopError('UNSUPPORTED', `node-llama-cpp, which carries llama.cpp's scripts, is not installed.`, {
      cause: error,
    });
  }
}
