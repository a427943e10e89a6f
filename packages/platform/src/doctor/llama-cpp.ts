import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatBytes } from '@tuneloop/runtime';
import { z } from 'zod';
import type { Check, Examination } from './check.ts';
import { runProgram } from './run-program.ts';

const reportSchema = z.object({
  backend: z.string(),
  release: z.string(),
  mathCores: z.number(),
  devices: z.array(z.string()),
  totalVram: z.number(),
});

/** What the llama.cpp build that this machine would use is and sees. */
type LlamaCppReport = z.infer<typeof reportSchema>;

/** Loads the native library, but no weights. */
const probe = `
// The library starts processes of its own to try its builds, which would inherit the flags of this one.
process.execArgv = [];
const { getLlama } = await import('node-llama-cpp');
const llama = await getLlama({ gpu: 'auto', build: 'never', skipDownload: true, progressLogs: false, logLevel: 'disabled' });
const vram = llama.gpu ? await llama.getVramState() : { total: 0 };
console.log(JSON.stringify({
  backend: llama.gpu || 'cpu',
  release: llama.llamaCppRelease.release,
  mathCores: llama.cpuMathCores,
  devices: llama.gpu ? await llama.getGpuDeviceNames() : [],
  totalVram: vram.total,
}));
process.exit(0);
`;

/**
 * Asks the native library in a process of its own, which may crash without harm. It is looked for from where the engine
 * would look for it.
 */
async function probeLlamaCpp(): Promise<{ report: LlamaCppReport } | { failure: string }> {
  const cwd = dirname(fileURLToPath(import.meta.resolve('@tuneloop/runtime/llama-cpp')));
  const { exitCode, stdout, stderr } = await runProgram(process.execPath, ['--input-type=module', '-e', probe], {
    cwd,
  });
  if (exitCode !== 0) {
    const reason = /^(?:\w*Error.*)$/m.exec(stderr)?.[0] ?? `it ended with exit code ${exitCode}`;
    return { failure: reason };
  }
  return { report: reportSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')) };
}

const backendNames: Record<string, string> = { cpu: 'CPU', cuda: 'CUDA', vulkan: 'Vulkan', metal: 'Metal' };

export const llamaCpp: Examination = {
  name: 'llama.cpp',
  async run({ config }) {
    const probed = await probeLlamaCpp();
    if ('failure' in probed) {
      const missing = probed.failure.includes('ERR_MODULE_NOT_FOUND') || probed.failure.includes('Cannot find package');
      const advice = missing
        ? 'Run "npm install node-llama-cpp@3.22" where Tuneloop is installed.'
        : 'Reinstall node-llama-cpp; on Linux it needs glibc 2.28 or newer.';
      return [{ name: 'llama.cpp', status: 'fail', detail: `cannot be loaded: ${probed.failure}`, advice }];
    }
    const { backend, release, mathCores, devices, totalVram } = probed.report;
    const build = `${backendNames[backend] ?? backend} build of release ${release}`;
    const checks: Check[] = [{ name: 'llama.cpp', status: 'ok', detail: `${build}; ${mathCores} cores for computing` }];
    if (devices.length > 0) {
      const memory = formatBytes(totalVram);
      const unused = config.runtime.gpuLayers === 0;
      checks.push({
        name: 'llama.cpp devices',
        status: unused ? 'warn' : 'ok',
        detail: `${devices.join(', ')} (${memory})${unused ? ', not used since N_GPU_LAYERS is 0' : ''}`,
        ...(unused ? { advice: 'Remove N_GPU_LAYERS (runtime.gpuLayers) to use it.' } : {}),
      });
    } else if (config.runtime.gpuLayers !== undefined && config.runtime.gpuLayers !== 0) {
      checks.push({
        name: 'llama.cpp devices',
        status: 'warn',
        detail: `N_GPU_LAYERS is ${config.runtime.gpuLayers}, but this build sees no GPU`,
        advice: 'Install the driver (and CUDA or Vulkan runtime), or remove N_GPU_LAYERS.',
      });
    }
    return checks;
  },
};
