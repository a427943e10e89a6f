import { rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { mergeAdapter, parseQuantizationType } from '@tuneloop/lora';
import { interruptible } from '../interrupts.ts';
import { findBase } from '../models/find-base.ts';
import { writeModel } from '../models/write-model.ts';
import { notice, printJson } from '../notice.ts';
import { openConfiguredPlatform } from '../open-platform.ts';
import { formatBytes } from '../terminal/units.ts';
import { openPythonTools } from '../training/python-tools.ts';

export interface MergeOptions {
  base?: string;
  type: string;
  name?: string;
  output?: string;
  yes?: boolean;
  json?: boolean;
}

export async function mergeIntoModel(folder: string, options: MergeOptions): Promise<void> {
  const type = parseQuantizationType(options.type);
  await using platform = await openConfiguredPlatform(options);
  const adapter = resolve(folder);
  const name = options.name ?? basename(adapter);
  const base = await findBase(platform, options.base);
  const output = resolve(options.output ?? join(platform.config.folders.finetuned, `${name}-${type}.gguf`));
  const written = await interruptible(async (signal) => {
    const tools = await openPythonTools(platform, { yes: options.yes, signal });
    const merged = `${output}.merged`;
    try {
      const baseFolder = await tools.baseFolder(base.path);
      notice('Merging …');
      // In all precision: what an adapter adds is often smaller than the last digit of the base's.
      await mergeAdapter({ ...tools, base: baseFolder, adapter, output: merged, precision: 'fp32', signal });
      const origin = { name, baseModel: base.id };
      return await writeModel({ tools, model: merged, output, type, baseGguf: base.path, origin, signal });
    } finally {
      await rm(merged, { recursive: true, force: true });
    }
  });
  if (options.json) {
    printJson({ ...written, type, base: base.id });
    return;
  }
  process.stdout.write(`${written.file}\n`);
  notice(`${name} (${type}, ${formatBytes(written.sizeBytes)}). Use it: tuneloop chat -m ${written.file}`);
}
