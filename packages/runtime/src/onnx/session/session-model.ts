import { join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import type { InferenceSession } from 'onnxruntime-node';
import type { SequenceModel } from '../core/slot-pool.ts';
import type { GenaiFolder } from '../folder/check-folder.ts';
import { importOnnxRuntime, openSession, type OnnxRuntime, type SessionSettings } from './open-session.ts';
import { SessionSequence } from './session-sequence.ts';
import { portsOf } from './tensors.ts';

/** Names of a graph's inputs and outputs. */
export interface GraphNames {
  ids: string;
  mask: string;
  positions: string;
  logits: string;
  /** Keys and values: the input that takes them, the output that gives them with those of the tokens just read. */
  cache: ReadonlyMap<string, string>;
}

/** A model in memory that generates with onnxruntime-node alone, where ONNX Runtime GenAI cannot be had. */
export class SessionModel implements SequenceModel {
  readonly #ort: OnnxRuntime;
  readonly #session: InferenceSession;
  readonly #names: GraphNames;

  private constructor(ort: OnnxRuntime, session: InferenceSession, names: GraphNames) {
    this.#ort = ort;
    this.#session = session;
    this.#names = names;
  }

  /** Errors: `UNSUPPORTED`, `MODEL_LOAD_FAILED`, `RESOURCE_EXHAUSTED`. */
  static async load(folder: Pick<GenaiFolder, 'path' | 'config'>, settings: SessionSettings): Promise<SessionModel> {
    const ort = await importOnnxRuntime();
    const { decoder } = folder.config.model;
    const session = await openSession(ort, join(folder.path, decoder.filename), settings);
    const names = graphNames(decoder);
    const known = new Set([names.ids, names.mask, names.positions, ...names.cache.keys()]);
    const unknown = session.inputNames.find((name) => !known.has(name));
    const missing = [names.logits, ...names.cache.values()].find((name) => !session.outputNames.includes(name));
    if (unknown === undefined && missing === undefined) return new SessionModel(ort, session, names);
    await session.release();
    const what = unknown === undefined ? `has no output "${missing}"` : `wants an input "${unknown}"`;
    throw new TuneloopError(
      'UNSUPPORTED',
      `The model's graph ${what}, which onnxruntime-node cannot serve alone. ONNX Runtime GenAI is needed for it.`,
    );
  }

  createGenerator(): SessionSequence {
    return new SessionSequence(this.#ort, this.#session, portsOf(this.#session.inputMetadata), this.#names);
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

function graphNames({
  inputs,
  outputs,
  num_hidden_layers: layers,
}: GenaiFolder['config']['model']['decoder']): GraphNames {
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
  };
}
