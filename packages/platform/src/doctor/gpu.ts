import type { Examination } from './check.ts';
import { runProgram } from './run-program.ts';

const query = ['--query-gpu=name,driver_version,memory.total,memory.free', '--format=csv,noheader,nounits'];

/** NVIDIA's own view; what llama.cpp can use of it is the check before. */
export const gpu: Examination = {
  name: 'GPU',
  async run() {
    if (process.platform === 'darwin' && process.arch === 'arm64') {
      return [{ name: 'GPU', status: 'ok', detail: 'Apple silicon, used through Metal' }];
    }
    const { exitCode, stdout, stderr } = await runProgram('nvidia-smi', query);
    if (exitCode === undefined) {
      return [{ name: 'GPU', status: 'ok', detail: 'no NVIDIA driver (nvidia-smi is not there)' }];
    }
    if (exitCode !== 0) {
      const detail = `nvidia-smi failed: ${(stderr || stdout).trim().split('\n')[0]}`;
      return [{ name: 'GPU', status: 'warn', detail, advice: 'Reinstall the NVIDIA driver, or restart the machine.' }];
    }
    return stdout
      .trim()
      .split('\n')
      .map((line) => {
        const [model, driver, total, free] = line.split(',').map((field) => field.trim());
        return { name: 'GPU', status: 'ok', detail: `${model}, driver ${driver}, ${free} of ${total} MiB free` };
      });
  },
};
