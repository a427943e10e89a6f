import { join } from 'node:path';
import {
  checkParity,
  checkTemplate,
  convertTrained,
  inspectRows,
  planTraining,
  readParityPrompts,
  recordTrainingSpeed,
  requireSameTemplate,
  writeManifest,
  writeModelCard,
  writeRunReport,
  type ParityResult,
} from '@tuneloop/lora';
import type { PeftDriver } from '@tuneloop/lora/peft';
import { readModelMetadata } from '@tuneloop/runtime';
import { evaluateRun } from './evaluate-run.ts';
import { progressOf } from './phase-progress.ts';
import { placeModel } from './place-model.ts';
import { trainingBaseOf, trainingRunOf } from './training-run.ts';
import type { StepCall, TrainingSteps } from './training-steps.ts';

export interface PeftStepsOptions {
  cacheFolder: string;
  /** Where whole models go to; absolute. */
  finetunedFolder: string;
}

/** Prompts whose answers are compared with the trainer's. */
const parityPrompts = 4;

/** Steps that use PEFT's Python, whatever trains. */
export function createPeftSteps(driver: PeftDriver, { cacheFolder, finetunedFolder }: PeftStepsOptions): TrainingSteps {
  /** The interpreter, and the base as the trainer reads it. */
  async function tools({ run, signal, onProgress }: StepCall): Promise<{ python: string; base: string }> {
    const call: Parameters<PeftDriver['environment']>[0] = {
      signal,
      onEvent: (event) => {
        if (event.type === 'phase') onProgress(progressOf(event));
      },
    };
    const { python } = await driver.environment(call);
    return { python, base: await driver.baseFolder(trainingBaseOf(run), call) };
  }

  return {
    async plan(call) {
      const { run, folder, prepared, serving, signal, onProgress } = call;
      const { python, base: baseFolder } = await tools(call);
      const template = serving && (await checkTemplate({ python, baseFolder, serving, signal }));
      if (template && !run.allowOtherTemplate) requireSameTemplate(template);
      return planTraining({
        run: trainingRunOf(run, folder, prepared),
        python,
        baseFolder,
        prepared,
        template,
        speedsFolder: cacheFolder,
        signal,
        onProgress: ({ completed, total }) => onProgress({ phase: 'data', completed, total }),
      });
    },
    async inspect(call) {
      const { run, folder, rows, signal } = call;
      const { python, base: baseFolder } = await tools(call);
      const { method, maxLength } = run.config;
      return inspectRows({ python, baseFolder, method, maxLength, rowsFile: folder.train, count: rows, signal });
    },
    async trained({ run, plan, result }) {
      const { device = 'cpu', quantization, parameters, tokens, epochs } = plan;
      const { method, tuning } = run.config;
      const work = { tokens: tokens * epochs, seconds: result.seconds };
      await recordTrainingSpeed(cacheFolder, { device, method, tuning, quantization, parameters }, work);
    },
    async convert(call) {
      const { run, folder, result, prepared, signal, onProgress } = call;
      const { modelName } = run;
      const converted = await convertTrained({
        ...(await tools(call)),
        run: trainingRunOf(run, folder, prepared),
        result,
        baseGguf: run.base.path,
        output: modelName === undefined ? folder.adapter : join(folder.folder, 'model.gguf'),
        cacheFolder,
        name: modelName ?? run.name,
        trainingData: run.dataName,
        // An adapter, whose nearness is for the next step to find, or the whole model.
        errorBound: modelName === undefined ? 1 : 0,
        signal,
        onProgress: (event) => onProgress({ phase: 'convert', ...event }),
      });
      if (modelName !== undefined) await placeModel(converted.file, { folder: finetunedFolder, name: modelName });
      return converted;
    },
    async checkParity(call): Promise<ParityResult> {
      const { run, folder, prepared, result, converted, model, candidate, signal, onProgress } = call;
      const prompts = await readParityPrompts(folder.train, parityPrompts);
      const { quantization } = await readModelMetadata(run.base.path);
      return checkParity({
        ...(await tools(call)),
        run: trainingRunOf(run, folder, prepared),
        result,
        model,
        adapterId: candidate[0]?.id,
        method: converted.method,
        quantization,
        prompts,
        signal,
        onProgress: (event) => onProgress({ phase: 'parity', ...event }),
      });
    },
    async describe({ run, folder, results, gate }) {
      const description = {
        name: run.name,
        createdAt: run.createdAt,
        run: trainingRunOf(run, folder, results.prepare ?? { validationRows: 0 }),
        folder,
        dataName: run.dataName,
        results: { ...results, gate },
      };
      await writeModelCard(description);
      await writeManifest(description);
    },
    evaluate: evaluateRun,
    report: ({ run, folder, results, signal }) => writeRunReport({ folder, subject: run, results, signal }),
  };
}
