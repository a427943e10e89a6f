import { join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import type { InferenceSession } from 'onnxruntime-node';
import type { SequenceModel } from '../core/slot-pool.ts';
import type { GenaiFolder } from '../folder/check-folder.ts';
import type { DecoderGraph } from './decoder-graph.ts';
import { importOnnxRuntime, openSession, type OnnxRuntime, type SessionSettings } from './open-session.ts';
import { SessionSequence } from './session-sequence.ts';
import { portsOf } from './tensors.ts';

/** A model in memory that generates with onnxruntime-node alone, where ONNX Runtime GenAI cannot be had. */
export class SessionModel implements SequenceModel {
  readonly #ort: OnnxRuntime;
  readonly #session: InferenceSession;
  readonly #graph: DecoderGraph;

  private constructor(ort: OnnxRuntime, session: InferenceSession, graph: DecoderGraph) {
    this.#ort = ort;
    this.#session = session;
    this.#graph = graph;
  }

  /** Errors: `UNSUPPORTED`, `MODEL_LOAD_FAILED`, `RESOURCE_EXHAUSTED`. */
  static async load(folder: Pick<GenaiFolder, 'path' | 'config'>, settings: SessionSettings): Promise<SessionModel> {
    const ort = await importOnnxRuntime();
    const { decoder } = folder.config.model;
    const session = await openSession(ort, join(folder.path, decoder.filename), settings);
    const graph = decoderGraph(decoder);
    const known = new Set([graph.ids, graph.mask, graph.positions, ...graph.cache.keys()]);
    const unknown = session.inputNames.find((name) => !known.has(name));
    const missing = [graph.logits, ...graph.cache.values()].find((name) => !session.outputNames.includes(name));
    if (unknown === undefined && missing === undefined) return new SessionModel(ort, session, graph);
    await session.release();
    const what = unknown === undefined ? `has no output "${missing}"` : `wants an input "${unknown}"`;
    throw new TuneloopError(
      'UNSUPPORTED',
      `The model's graph ${what}, which onnxruntime-node cannot serve alone. ONNX Runtime GenAI is needed for it.`,
    );
  }

  createGenerator(): SessionSequence {
    return new SessionSequence(this.#ort, this.#session, portsOf(this.#session.inputMetadata), this.#graph);
  }

  async loadAdapter(): Promise<never> {
    throw new Error('onnxruntime-node alone applies none; ONNX Runtime GenAI is needed, and could not be had');
  }

  unloadAdapter(): void {
    // None was loaded.
  }

  dispose(): void {
    void this.#session.release();
  }
}

function decoderGraph({
  inputs,
  outputs,
  num_hidden_layers: layers,
  num_key_value_heads: heads,
  head_size: size,
}: GenaiFolder['config']['model']['decoder']): DecoderGraph {
  const {
    past_key_names: pastKeys = 'past_key_values.%d.key',
    past_value_names: pastValues = 'past_key_values.%d.value',
  } = inputs ?? {};
  const { present_key_names: keys = 'present.%d.key', present_value_names: values = 'present.%d.value' } =
    outputs ?? {};
  const cache = new Map<string, string>();
  for (let layer = 0; layer < layers; layer += 1) {
    cache.set(pastKeys.replace('%d', String(layer)), keys.replace('%d', String(layer)));
    cache.set(pastValues.replace('%d', String(layer)), values.replace('%d', String(layer)));
  }
  return {
    ids: inputs?.input_ids ?? 'input_ids',
    mask: inputs?.attention_mask ?? 'attention_mask',
    positions: inputs?.position_ids ?? 'position_ids',
    logits: outputs?.logits ?? 'logits',
    cache,
    heads,
    size,
  };
}
