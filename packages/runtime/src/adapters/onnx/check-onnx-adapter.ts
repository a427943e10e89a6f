import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readGenaiConfig } from '../../onnx/folder/genai-config.ts';
import { graphFacts } from '../../models/onnx/graph-facts.ts';
import { readOnnxGraph, type OnnxTensor } from '../../models/onnx/onnx-graph.ts';
import { adapterInvalid } from '../adapter-fault.ts';
import { readOnnxAdapter, type OnnxAdapterMetadata } from './read-onnx-adapter.ts';

/** What a model takes of adapters, by the names of its inputs. */
export type AdapterSlots = ReadonlyMap<string, OnnxTensor>;

/** Every new adapter is checked against the same few models. */
const known = new Map<string, { stamp: string; slots: Promise<AdapterSlots> }>();
const keptModels = 16;

/**
 * Reads an `.onnx_adapter` and checks that the model of a genai folder has a place of fitting shape for each of its
 * matrices. ONNX Runtime itself would only tell when a request uses it.
 *
 * Errors: those of `readOnnxAdapter`; `ADAPTER_INVALID` (`details.reason`: `no-slots`, `unknown-tensor`, `shape`);
 * `MODEL_LOAD_FAILED`.
 */
export async function readFittingOnnxAdapter(path: string, folder: string): Promise<OnnxAdapterMetadata> {
  const adapter = await readOnnxAdapter(path);
  assertOnnxAdapterFits(adapter, await readAdapterSlots(folder), folder);
  return adapter;
}

/** Errors: `MODEL_LOAD_FAILED`. */
export async function readAdapterSlots(folder: string): Promise<AdapterSlots> {
  const { model } = await readGenaiConfig(folder);
  const graph = join(folder, model.decoder.filename);
  const found = await stat(graph).catch(() => undefined);
  const stamp = `${found?.size} ${found?.mtimeMs} ${found?.ino}`;
  const before = known.get(graph);
  if (before?.stamp === stamp) return before.slots;
  const slots = readOnnxGraph(graph).then(
    (read) => new Map(graphFacts(read).adapterInputs.map((input) => [input.name, input])),
  );
  known.delete(graph);
  known.set(graph, { stamp, slots });
  const [oldest] = known.keys();
  if (known.size > keptModels && oldest !== undefined) known.delete(oldest);
  slots.catch(() => known.delete(graph));
  return slots;
}

function assertOnnxAdapterFits({ path, parameters }: OnnxAdapterMetadata, slots: AdapterSlots, folder: string): void {
  if (slots.size === 0) {
    const message = `${folder} has no slots for adapters. Convert the model again with --lora-slots, and the adapter for it.`;
    throw adapterInvalid(path, 'no-slots', message);
  }
  for (const { name, shape, type } of parameters) {
    const slot = slots.get(name);
    if (slot === undefined) {
      const message = `${path} changes ${name}, for which the model has no slot. Use it with the model that it was converted for.`;
      throw adapterInvalid(path, 'unknown-tensor', message, { tensor: name });
    }
    const fits =
      type === slot.type &&
      shape.length === slot.shape.length &&
      // An open dimension is the rank.
      shape.every((length, index) => slot.shape[index] === 0 || slot.shape[index] === length);
    if (fits) continue;
    const message = `${path} has ${name} as ${shape.join(' × ')}, which does not fit the model. Use it with the model that it was converted for.`;
    throw adapterInvalid(path, 'shape', message, { tensor: name, adapter: shape, base: slot.shape });
  }
}
