import { homedir } from 'node:os';
import { join } from 'node:path';
import { ensurePythonEnvironment } from '../../packages/lora/src/peft/index.ts';

/**
 * The interpreter of the Python environment that trains, the very one that `tuneloop finetune` makes; made on first use
 * in `$TUNELOOP_CACHE` (or ~/.cache/tuneloop).
 */
export async function trainingPython(): Promise<string> {
  const cacheFolder = process.env['TUNELOOP_CACHE'] ?? join(homedir(), '.cache/tuneloop');
  const { python } = await ensurePythonEnvironment({
    cacheFolder,
    torch: 'pypi',
    extras: ['awq', 'onnx', 'tensorboard', 'wandb'],
    onLog: (line) => process.stderr.write(`${line}\n`),
  });
  return python;
}
