import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { sampleRows } from '../../data/sample-rows.ts';
import { runPython } from '../../peft/run-python.ts';
import { requireSpace } from '../disk-space.ts';
import { hashWeights } from '../hash-weights.ts';
import { pythonCall, type PythonCall } from '../python-call.ts';
import { weightBytes } from '../weight-bytes.ts';

export interface QuantizeAwqOptions extends PythonCall {
  /** A model's folder as Hugging Face has it. The interpreter (`python`) is of an environment with `awq`. */
  model: string;
  /** The folder that is written (replaced where it is there): as `OUTPUT.partial` first, then renamed. */
  output: string;
  /** What the model is watched with: rows to train on, in any format that has answers. Best what it will be asked. */
  data: string;
  /** Of them. Default 128. */
  samples?: number | undefined;
  /** In tokens; what is longer is cut. Default 512. */
  maxLength?: number | undefined;
  /** `step`: its packages are imported, rows read, weights loaded, quantised, saved. */
  onStep?: ((step: string) => void) | undefined;
}

export interface AwqModel {
  folder: string;
  /** As `config.json` calls it. */
  family: string;
  /** Weights that share a scale. */
  groupSize: number;
  rows: number;
  tokens: number;
  /** Mean over the tokens of eight of the rows, by the model as it was and as it is written. */
  lossBefore: number;
  lossAfter: number;
  sizeBytes: number;
  /** Python packages and their versions. */
  versions: Readonly<Record<string, string>>;
}

const resultSchema: z.ZodType<AwqModel> = z
  .object({
    folder: z.string(),
    family: z.string(),
    group_size: z.int(),
    rows: z.int(),
    tokens: z.int(),
    loss_before: z.number(),
    loss_after: z.number(),
    size_bytes: z.int(),
    versions: z.record(z.string(), z.string()),
  })
  .transform(
    ({ group_size: groupSize, loss_before: lossBefore, loss_after: lossAfter, size_bytes: sizeBytes, ...rest }) => ({
      ...rest,
      groupSize,
      lossBefore,
      lossAfter,
      sizeBytes,
    }),
  );

const phaseSchema = z.object({ type: z.literal('phase'), phase: z.string() });

/**
 * Writes a model in 4 bits by activation-aware quantisation (arXiv:2306.00978), for vLLM: by llm-compressor, as
 * compressed-tensors. It needs all of the model in memory.
 *
 * Errors: `INVALID_REQUEST` (the rows; output and model are one), `NOT_FOUND`, `MODEL_NOT_FOUND`, `MODEL_LOAD_FAILED`,
 * `UNSUPPORTED` (the architecture; packages), `RESOURCE_EXHAUSTED` (memory, disk), `ABORTED`.
 */
export async function quantizeAwq(options: QuantizeAwqOptions): Promise<AwqModel> {
  const { data, samples = 128, maxLength = 512, signal, onStep } = options;
  const [model, output] = [resolve(options.model), resolve(options.output)];
  if (model === output) {
    throw new TuneloopError('INVALID_REQUEST', `${output} would replace its own source. Name another output.`);
  }
  await requireSpace(output, (await weightBytes(model)) / 2);
  const folder = await mkdtemp(join(tmpdir(), 'tuneloop-awq-'));
  try {
    const rows = join(folder, 'rows.jsonl');
    await sampleRows({ source: data, output: rows, method: 'sft', rows: samples, signal });
    return await runPython({
      ...pythonCall(options),
      command: 'awq',
      config: {
        model,
        output,
        rows,
        max_length: maxLength,
        manifest: { weights: await hashWeights(model, signal), data: basename(data) },
      },
      result: resultSchema,
      onEvent: (event) => {
        const { success, data: phase } = phaseSchema.safeParse(event);
        if (success) onStep?.(phase.phase);
      },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
