import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { ensurePythonEnvironment, type TorchBuild } from '@tuneloop/lora/peft';

/*
 * Makes the trainers' Python environment while an image is being built, from the same lock that `tuneloop finetune` uses;
 * FOLDER/current is the one that was made. Run where @tuneloop/lora is installed.
 *
 *   node make-training-environment.ts --to FOLDER [--torch pypi|cu126|cpu]
 */

const { values } = parseArgs({ options: { to: { type: 'string' }, torch: { type: 'string', default: 'pypi' } } });
if (values.to === undefined) throw new Error('Usage: make-training-environment.ts --to FOLDER [--torch BUILD]');

mkdirSync(values.to, { recursive: true });
const { folder } = await ensurePythonEnvironment({
  cacheFolder: values.to,
  torch: values.torch as TorchBuild,
  extras: ['tensorboard'],
  onLog: (line) => console.log(line),
});
symlinkSync(relative(values.to, folder), join(values.to, 'current'));
console.log(`${folder}: ${readdirSync(join(folder, 'bin')).length} programs`);
