import { homedir } from 'node:os';
import { join } from 'node:path';
import { ensurePythonEnvironment } from '../../packages/lora/src/peft/index.ts';

// Prints the path of the interpreter.
const { python } = await ensurePythonEnvironment({
  cacheFolder: process.env['TUNELOOP_CACHE'] ?? join(homedir(), '.cache/tuneloop'),
  torch: 'pypi',
  extras: ['awq', 'onnx', 'tensorboard', 'wandb'],
  onLog: (line) => process.stderr.write(`${line}\n`),
});
console.log(python);
