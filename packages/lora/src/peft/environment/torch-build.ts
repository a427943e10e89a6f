import { runProgram, type RunProgram } from '@tuneloop/runtime';

/**
 * Which build of torch: that of the package index (CUDA 13 on Linux, Metal on macOS), or one of PyTorch's own index:
 * without a GPU (far smaller), for older NVIDIA GPUs and drivers, for newer ones.
 */
export type TorchBuild = 'pypi' | 'cpu' | 'cu126' | 'cu130';

export const torchBuilds: readonly TorchBuild[] = ['pypi', 'cpu', 'cu126', 'cu130'];

/** PyTorch's own index of a build. */
export function torchIndex(build: Exclude<TorchBuild, 'pypi'>): string {
  return `https://download.pytorch.org/whl/${build}`;
}

export interface NvidiaGpu {
  name: string;
  /** Such as 9, 8.6. */
  computeCapability: number;
  /** Major version, such as 580. */
  driver: number;
}

const query = ['--query-gpu=name,compute_cap,driver_version', '--format=csv,noheader,nounits'];

/** NVIDIA's GPUs in this machine, as `nvidia-smi` lists them; none where it is not there, or fails. */
export async function findNvidiaGpus(folder: string, run: RunProgram = runProgram): Promise<NvidiaGpu[]> {
  const result = await run('nvidia-smi', query, { folder }).catch(() => undefined);
  if (result?.exitCode !== 0) return [];
  return result.output
    .trim()
    .split('\n')
    .map((line) => line.split(',').map((field) => field.trim()))
    .flatMap(([name, capability, driver]) =>
      name && Number(capability) > 0
        ? [{ name, computeCapability: Number(capability), driver: Number.parseInt(driver ?? '', 10) }]
        : [],
    );
}

/** CUDA 13 needs this driver, and leaves out GPUs before Turing. */
const cuda13 = { driver: 580, computeCapability: 7.5 };
/** CUDA 12.6 knows nothing of Blackwell. */
const blackwell = 10;

/**
 * The builds that fit a machine, the best first; all but `pypi` need PyTorch's own index.
 * Source: the CUDA 13 release notes (supported drivers and architectures).
 */
export function suitableBuilds(gpus: readonly NvidiaGpu[], platform: NodeJS.Platform): TorchBuild[] {
  if (platform === 'darwin') return ['pypi'];
  if (gpus.length === 0) return ['cpu', 'pypi'];
  const forCuda13: TorchBuild = platform === 'linux' ? 'pypi' : 'cu130';
  const newest = gpus.every(
    ({ computeCapability, driver }) =>
      computeCapability >= blackwell || (computeCapability >= cuda13.computeCapability && !(driver < cuda13.driver)),
  );
  return newest ? [forCuda13] : ['cu126'];
}
