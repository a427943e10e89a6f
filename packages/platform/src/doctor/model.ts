import { totalmem } from 'node:os';
import { TuneloopError } from '@tuneloop/protocol';
import {
  advisePrecision,
  embeddedModel,
  formatBytes,
  knownModels,
  proposeModel,
  ramId,
  readModelMetadata,
  type ModelMetadata,
  type ResolvedModel,
} from '@tuneloop/runtime';
import type { Config } from '../config/schema.ts';
import { planModel } from '../models/model-memory.ts';
import { requireNamedModel } from '../models/require-named-model.ts';
import { modelSettings, type ModelSettings } from '../models/model-settings.ts';
import type { Check, Examination } from './check.ts';
import { freeBytes } from './folders.ts';

const name = 'Model';
const memoryName = 'Memory';
const draftName = 'Draft model';

/** Bytes to download for references whose size is known beforehand. */
function knownSize(reference: string): number | undefined {
  if (reference === embeddedModel.id) return embeddedModel.sizeBytes;
  return knownModels.find((model) => model.reference === reference || model.id === reference)?.sizeBytes;
}

async function notOnDisk(config: Config, reference: string): Promise<Check> {
  const size = knownSize(reference);
  const free = await freeBytes(config.folders.models);
  const download = `${reference} is not on this disk yet${size === undefined ? '' : `: ${formatBytes(size)} to download`}`;
  if (config.offline) {
    const advice = `Start once without TUNELOOP_OFFLINE, or fetch it with "tuneloop pull ${reference}".`;
    return { name, status: 'fail', detail: `${download}, and downloads are turned off`, advice };
  }
  if (size !== undefined && size > free) {
    const advice = 'Make room, or choose another folder with LLAMA_CACHE.';
    return { name, status: 'fail', detail: `${download}, but only ${formatBytes(free)} are free`, advice };
  }
  const advice = `The server downloads it when it starts; "tuneloop pull ${reference}" does it now.`;
  return { name, status: 'warn', detail: download, advice };
}

function proposal(): string {
  const larger = proposeModel(totalmem());
  return larger === undefined ? 'Take a smaller model.' : `A model that fits this machine: ${larger.reference}.`;
}

/** The model that guesses for it; an error where it cannot be read. */
async function readDraft({ speculative }: ModelSettings): Promise<ModelMetadata | TuneloopError | undefined> {
  if (speculative?.type !== 'draft') return undefined;
  return readModelMetadata(speculative.path).catch((error: unknown) => TuneloopError.from(error));
}

async function examine(config: Config, { id, path }: ResolvedModel): Promise<Check[]> {
  const settings = modelSettings(config, config.models[config.model ?? '']);
  const metadata = await readModelMetadata(path);
  const { architecture, parameters, quantization, contextLength } = metadata;
  const size = `${(parameters / 1e9).toFixed(2)} billion parameters, ${quantization}, ${formatBytes(metadata.sizeBytes)}`;
  const kind = metadata.format === 'onnx' ? ', for ONNX Runtime' : '';
  const precision = `${advisePrecision(parameters)} is usual for its size`;
  const detail = `${id}: ${architecture}${kind}, ${size}, context ${contextLength}; ${precision}`;
  const found: Check = { name, status: 'ok', detail };

  // What runs on a CPU; more slots on a GPU need its memory, which is judged when the model is loaded.
  const slots = settings.slots ?? 4;
  const contextSize = settings.contextSize ?? contextLength;
  const draft = await readDraft(settings);
  if (draft instanceof TuneloopError) {
    const advice = `Correct models.${config.model ?? ''}.speculative.path, or remove "speculative".`;
    return [found, { name: draftName, status: 'fail', detail: draft.message, advice }];
  }
  const plan = planModel({ metadata, draft }, { ...settings, contextSize, slots }, []);
  const totalBytes = plan.bytes[ramId] ?? 0;
  const weightsBytes = metadata.sizeBytes + (draft?.sizeBytes ?? 0);
  const memory = Math.min(totalmem(), config.runtime.memoryBytes ?? Infinity);
  const limit = config.runtime.memoryBytes === undefined ? 'this machine has' : 'MODEL_MEMORY allows';
  const needs = `${formatBytes(totalBytes)} for ${slots} requests with ${contextSize} tokens each; ${limit} ${formatBytes(memory)}`;
  if (weightsBytes > memory) {
    const tooLarge = `the weights alone need ${formatBytes(weightsBytes)}; ${limit} ${formatBytes(memory)}`;
    return [found, { name: memoryName, status: 'fail', detail: tooLarge, advice: proposal() }];
  }
  if (totalBytes <= memory * 0.8) return [found, { name: memoryName, status: 'ok', detail: needs }];
  const advice =
    settings.contextSize === undefined
      ? 'The context will be made smaller so that it fits; N_CTX and TUNELOOP_SLOTS set it yourself.'
      : 'Lower N_CTX or TUNELOOP_SLOTS, or remove N_CTX to let it be chosen.';
  return [found, { name: memoryName, status: 'warn', detail: needs, advice }];
}

/** Whether the model is there, readable, and fits into memory. */
export const model: Examination = {
  name,
  async run({ config, models }) {
    const reference = config.model ?? embeddedModel.id;
    const checks: Check[] = [];
    try {
      requireNamedModel(config, true);
      const resolved = await models.find(reference);
      if (resolved !== undefined) return await examine(config, resolved);
      // Only a path can be told to be wrong without the network.
      const isPath = /^(?:[/\\.~]|[A-Za-z]:\\)/.test(reference);
      if (isPath) await models.resolve(reference, { offline: true });
      checks.push(await notOnDisk(config, reference));
    } catch (error) {
      const { message } = TuneloopError.from(error);
      checks.push({ name, status: 'fail', detail: message, advice: 'Correct MODEL_PATH (model), or remove it.' });
    }
    return checks;
  },
};
