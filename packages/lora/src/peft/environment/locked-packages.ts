import type { TorchBuild } from './torch-build.ts';

/** torch, and what its build for CUDA 13 needs: other builds bring their own. */
const ofTorch = /^(?:torch|triton|cuda-[\w-]+|nvidia-(?!ml-py)[\w-]+)==/;

/** Of a requirements file as uv exports it (a package on a line, its hashes on indented ones), what a build needs. */
export function lockedPackages(requirements: string, torch: TorchBuild): string {
  if (torch === 'pypi') return requirements;
  let kept = true;
  const lines = requirements.split('\n').filter((line) => {
    if (/^\S/.test(line)) kept = !ofTorch.test(line);
    return kept;
  });
  return lines.join('\n');
}
