import { basename, join, resolve } from 'node:path';
import { parseQuantizationType, quantizeGguf } from '@tuneloop/lora';
import { interruptible } from '../interrupts.ts';
import { findModelFile } from '../models/find-model-file.ts';
import { quantizeToAwq } from '../models/quantize-to-awq.ts';
import { notice, printJson } from '../notice.ts';
import { openConfiguredPlatform } from '../open-platform.ts';
import { createCountProgress } from '../terminal/count-progress.ts';
import { formatBytes } from '../terminal/units.ts';

export interface QuantizeCommandOptions {
  method: string;
  type: string;
  calibration?: string;
  samples?: number;
  yes?: boolean;
  output?: string;
  requantize?: boolean;
  threads?: number;
  json?: boolean;
}

export async function quantize(model: string, options: QuantizeCommandOptions): Promise<void> {
  if (options.method === 'awq') return await quantizeByAwq(model, options);
  const type = parseQuantizationType(options.type);
  await using platform = await openConfiguredPlatform(options);
  const input = await findModelFile(platform, model);
  const name = basename(input).replace(/(?:[-.](?:F16|BF16|F32))?\.gguf$/i, '');
  const output = resolve(options.output ?? join(platform.config.folders.finetuned, `${name}-${type}.gguf`));
  const { requantize, threads } = options;
  const progress = createCountProgress(process.stderr, 'Quantising');
  const result = await interruptible(async (signal) => {
    try {
      return await quantizeGguf({
        input,
        output,
        type,
        requantize,
        threads,
        signal,
        onProgress: ({ completed, total }) => progress.update(completed, total),
      });
    } finally {
      progress.stop();
    }
  });
  if (options.json) {
    printJson(result);
    return;
  }
  process.stdout.write(`${result.file}\n`);
  const sizes = `${formatBytes(result.sizeBytes)}, from ${formatBytes(result.inputSizeBytes)}`;
  notice(`${type}: ${sizes}. Use it: tuneloop chat -m ${result.file}`);
}

async function quantizeByAwq(source: string, options: QuantizeCommandOptions): Promise<void> {
  await using platform = await openConfiguredPlatform(options);
  const { calibration: data, samples, output, threads, yes, json } = options;
  const made = await interruptible((signal) =>
    quantizeToAwq({ platform, source, data, samples, output, threads, yes, signal }),
  );
  if (json) {
    printJson(made);
    return;
  }
  process.stdout.write(`${made.folder}\n`);
  const losses = `${made.lossBefore.toFixed(3)} before, ${made.lossAfter.toFixed(3)} after`;
  notice(`AWQ: ${formatBytes(made.sizeBytes)}; loss ${losses}. Serve it: vllm serve ${made.folder}`);
}
