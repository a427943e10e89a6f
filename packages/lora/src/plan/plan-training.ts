import type { CallOptions } from '@tuneloop/protocol';
import { createDeviceMeter, type MeasureDevices, type MemoryDevice } from '@tuneloop/runtime';
import type { PreparedData } from '../data/prepare-data.ts';
import type { TrainingRun } from '../driver/training-driver.ts';
import type { TemplateCheck } from '../inspection/template/check-template.ts';
import type { TrainingPlan } from '../run/step-results.ts';
import { chooseQuantization } from './choose-quantization.ts';
import { countSteps } from './count-steps.ts';
import { countTokens } from './count-tokens.ts';
import { computeBytes } from './estimate-memory.ts';
import { readModelShape } from './model-shape.ts';
import { planWarnings } from './plan-warnings.ts';
import { parametersOfAdapter, trainedParameters } from './trained-parameters.ts';
import { knownTrainingSpeed } from './training-speeds.ts';

export interface PlanTrainingOptions extends CallOptions {
  /** Of `base` and `folder` nothing is read. */
  run: TrainingRun;
  /** The interpreter of the training environment. */
  python: string;
  /** The base in Hugging Face's form: `config.json`, safetensors, the tokenizer. */
  baseFolder: string;
  /** Its counts and warnings go into the plan. */
  prepared?: Pick<PreparedData, 'rows' | 'validationRows' | 'warnings'> | undefined;
  /** A difference becomes a warning. */
  template?: TemplateCheck | undefined;
  /** Where `recordTrainingSpeed` keeps what earlier trainings took; left out: the plan tells no time. */
  speedsFolder?: string | undefined;
  /** What the trainer computes on. Left out: a GPU where this machine has one. */
  device?: 'cpu' | 'gpu' | undefined;
  measure?: MeasureDevices | undefined;
  onProgress?: ((progress: { completed: number; total?: number | undefined }) => void) | undefined;
}

/**
 * What a training will take, without loading the model: its tokens are counted exactly, memory and time are estimates.
 * Decides what `quantization: auto` means on this machine at this moment.
 *
 * Errors: `INVALID_REQUEST` (no chat template, one that refuses a row, `targetModules` that the base does not have),
 * `ADAPTER_INVALID` (`startFrom`), `MODEL_NOT_FOUND` and `MODEL_LOAD_FAILED` (the base's folder), those of `runPython`.
 */
export async function planTraining(options: PlanTrainingOptions): Promise<TrainingPlan> {
  const { run, python, baseFolder, prepared, template, speedsFolder, signal, onProgress } = options;
  const { config, data, chatTemplate, startFrom } = run;
  // What can be wrong without reading the rows is found first.
  const shape = await readModelShape(baseFolder);
  const trained = startFrom === undefined ? trainedParameters(shape, config) : await parametersOfAdapter(startFrom);
  const { train: counts, validation } = await countTokens({
    python,
    baseFolder,
    chatTemplate,
    method: config.method,
    train: data.train,
    validation: data.validation,
    maxLength: config.maxLength,
    rows: prepared && prepared.rows + prepared.validationRows,
    signal,
    onProgress,
  });
  const { steps, epochs } = countSteps(counts, config);
  const { device, freeBytes } = await trainingDevice(options);
  const asked = { shape, config, trained, longest: counts.longestUsed, device };
  const { quantization, memory } = chooseQuantization(asked, freeBytes);
  const speed =
    speedsFolder === undefined
      ? undefined
      : await knownTrainingSpeed(speedsFolder, {
          device,
          method: config.method,
          tuning: config.tuning,
          quantization,
          parameters: shape.parameters,
        });
  return {
    rows: counts.rows,
    validationRows: validation?.rows ?? 0,
    tokens: counts.tokens,
    trainedTokens: counts.trainedTokens,
    longestRow: counts.longest,
    cutRows: counts.cutRows,
    steps,
    epochs,
    parameters: shape.parameters,
    trainedParameters: trained,
    quantization,
    device,
    memoryBytes: memory.total,
    memoryParts: memory.parts,
    availableMemoryBytes: freeBytes,
    diskBytes: diskBytes(run, { parameters: shape.parameters, trained, device }),
    ...(speed !== undefined && { seconds: (counts.tokens * epochs) / speed }),
    warnings: [
      ...(prepared?.warnings ?? []),
      ...(template && !template.matches
        ? [`Training and serving write conversations otherwise. ${template.difference}`]
        : []),
      ...planWarnings(counts, { config, steps, question: { ...asked, quantization }, availableBytes: freeBytes }),
    ],
  };
}

/** The memory that the model will lie in: of several GPUs the one with the least, as each holds a copy. */
async function trainingDevice({
  device,
  measure,
  signal,
}: PlanTrainingOptions): Promise<{ device: 'cpu' | 'gpu'; freeBytes: number }> {
  const devices = await (measure ?? createDeviceMeter())({ signal });
  const gpus = devices.filter(({ kind }) => kind === 'gpu');
  const chosen = device ?? (gpus.length > 0 ? 'gpu' : 'cpu');
  const memories: readonly MemoryDevice[] = chosen === 'gpu' ? gpus : devices.filter(({ kind }) => kind !== 'gpu');
  return { device: chosen, freeBytes: Math.min(...memories.map(({ freeBytes }) => freeBytes)) };
}

/** Checkpoints hold the weights that are trained and the optimiser's two numbers for each; one more stands beside them while it is written. */
function diskBytes(
  { config }: TrainingRun,
  { parameters, trained, device }: { parameters: number; trained: number; device: 'cpu' | 'gpu' },
): number {
  const bytes = config.tuning === 'full' ? computeBytes(config.precision, device) : 4;
  const output = config.tuning === 'full' ? parameters * bytes : trained * 4;
  return Math.ceil((config.checkpoint.keep + 1) * trained * bytes * 3 + output);
}
