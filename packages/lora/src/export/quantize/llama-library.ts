import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';

/** The release of llama.cpp whose `llama_model_quantize_params` is known here; the struct changes from one to another. */
export const knownRelease = 'v0.5.0';

/** Packages with a build for this machine's processor, by platform. */
const packages: Readonly<Record<string, string>> = {
  'linux-x64': '@node-llama-cpp/linux-x64',
  'linux-arm64': '@node-llama-cpp/linux-arm64',
  'linux-arm': '@node-llama-cpp/linux-armv7l',
  'darwin-x64': '@node-llama-cpp/mac-x64',
  'darwin-arm64': '@node-llama-cpp/mac-arm64-metal',
  'win32-x64': '@node-llama-cpp/win-x64',
  'win32-arm64': '@node-llama-cpp/win-arm64',
};

/**
 * Path of the llama.cpp library that node-llama-cpp brings for this machine.
 *
 * Errors: `UNSUPPORTED` (not installed, or of another release than is known here).
 */
export async function findLlamaLibrary(): Promise<string> {
  const name = packages[`${process.platform}-${process.arch}`];
  const bins = name === undefined ? undefined : binariesOf(name);
  const [build] = bins === undefined ? [] : await readdir(bins).catch(() => []);
  if (bins === undefined || build === undefined) {
    throw new TuneloopError(
      'UNSUPPORTED',
      `Quantising needs node-llama-cpp with its prebuilt library for ${process.platform}-${process.arch}, which is not installed. Install it with: npm install node-llama-cpp@3.22.1`,
    );
  }
  const folder = join(bins, build);
  await assertKnownRelease(folder);
  const library = (await readdir(folder)).find((file) => /^(?:lib)?llama\.(?:.+\.)?(?:so|dylib|dll)$/.test(file));
  if (library !== undefined) return join(folder, library);
  throw new TuneloopError('UNSUPPORTED', `${folder} has no llama.cpp library. Install node-llama-cpp again.`);
}

function binariesOf(name: string): string | undefined {
  try {
    // Found from where node-llama-cpp is: a package manager that keeps packages apart puts its binaries beside it.
    const fromHere = createRequire(import.meta.url);
    const fromBinding = createRequire(fromHere.resolve('node-llama-cpp'));
    return join(dirname(dirname(fromBinding.resolve(name))), 'bins');
  } catch {
    return undefined;
  }
}

/** @param folder of a build, with node-llama-cpp's record of it. */
export async function assertKnownRelease(folder: string): Promise<void> {
  const text = await readFile(join(folder, '_nlcBuildMetadata.json'), 'utf8').catch(() => '{}');
  const { buildOptions } = JSON.parse(text) as { buildOptions?: { llamaCpp?: { release?: unknown } } };
  const release = buildOptions?.llamaCpp?.release;
  if (release === knownRelease) return;
  const found = typeof release === 'string' ? release : 'of an unknown release';
  throw new TuneloopError(
    'UNSUPPORTED',
    `The installed node-llama-cpp has llama.cpp ${found}, but quantising is known for ${knownRelease} alone. Install it with: npm install node-llama-cpp@3.22.1`,
    { details: { release, known: knownRelease } },
  );
}
