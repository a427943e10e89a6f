import { chmod, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { TuneloopError, type CallOptions } from '@tuneloop/protocol';
import { fetchDataFile, runProgram, type Environment, type RunProgram } from '@tuneloop/runtime';
import { exists } from '../../files/exists.ts';

const version = '0.13.9';

/** SHA-256 of the program in the wheel for each platform: `platform-architecture`, with `-musl` where libc is that. */
const pinned: Readonly<Record<string, string>> = {
  'darwin-arm64': '0e17c316d23b33b4e840669f516f5cb7f5c1faa816ebd3824052ab50082ecefb',
  'darwin-x64': '9d275208c058354f9b300ea46a499c7a29de3249ae839503cadff2c01c159d69',
  'linux-arm64': '6109e47a75f2380d1cc90b00a6ee82b7b5792ddf66588625ec168545ae17512e',
  'linux-x64': 'b73acdf73b96c3ac9e56d2fa933427b3ee6a901e3cce6ba1e3ecb3f91ca0d86a',
  'linux-x64-musl': 'edbfb9a3d00dc84148e6691cd8740781fdc32db6505d7ef88ba6c3e569d5bec9',
  'win32-x64': '7e6349bc24cfc7249f892c41298e4371826a19008c3cbcfe13eacd08ac398470',
};

export interface FindUvOptions extends CallOptions {
  /** It is fetched to here where it is not installed. */
  cacheFolder: string;
  /** Default `false`. */
  offline?: boolean | undefined;
  environment?: Environment | undefined;
  /** Replace programs and the network in tests. */
  run?: RunProgram | undefined;
  fetchFile?: typeof fetchDataFile | undefined;
}

/**
 * uv, which makes Python environments: the one on the PATH, else one fetched from the package index, of a pinned version
 * and hash.
 *
 * Errors: `UNSUPPORTED` (no such program for this platform; not there, and offline), those of `fetchDataFile`.
 */
export async function findUv(options: FindUvOptions): Promise<string> {
  const { cacheFolder, environment, signal, run = runProgram, fetchFile = fetchDataFile } = options;
  await mkdir(cacheFolder, { recursive: true });
  const installed = await run('uv', ['--version'], { folder: cacheFolder, environment, signal });
  if (installed?.exitCode === 0 && isRecent(installed.output)) return 'uv';

  const name = process.platform === 'win32' ? 'uv.exe' : 'uv';
  const program = join(cacheFolder, `uv-${version}`, name);
  if (await exists(program)) return program;
  const sha256 = pinned[platformKey()];
  if (sha256 === undefined || options.offline === true) {
    const why =
      sha256 === undefined ? `there is no build for ${platformKey()} that we know` : 'downloads are switched off';
    throw new TuneloopError(
      'UNSUPPORTED',
      `uv, which makes the Python environment, is not installed, and ${why}. Install uv (pip install uv), and train again.`,
      { details: { reason: 'environment' } },
    );
  }
  const draft = `${program}.partial`;
  const reference = `pypi:uv==${version}/uv-${version}.data/scripts/${name}#sha256=${sha256}`;
  await fetchFile(reference, { destination: draft, environment, signal }).catch((error: unknown) => {
    throw TuneloopError.isInstance(error) && error.message.includes('pip is not installed')
      ? new TuneloopError(
          'UNSUPPORTED',
          'Neither uv nor pip is installed, one of which makes the Python environment. Install uv, or Python 3.10 or newer ' +
            'with pip, and train again.',
          { details: { reason: 'no_python' }, cause: error },
        )
      : error;
  });
  await chmod(draft, 0o755);
  await rename(draft, program);
  return program;
}

function platformKey(): string {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  const musl = process.platform === 'linux' && report.header?.glibcVersionRuntime === undefined;
  return `${process.platform}-${process.arch}${musl ? '-musl' : ''}`;
}

/** Older ones do not read the format of our lock. */
function isRecent(output: string): boolean {
  const [, major = 0, minor = 0] = /uv (\d+)\.(\d+)/.exec(output)?.map(Number) ?? [];
  return major > 0 || minor >= 8;
}
