import type { CallOptions } from '@tuneloop/protocol';
import type { TrainingConfig } from '../config/training-config.ts';
import type { TrainingEvent } from './training-event.ts';

/** What is trained on: exactly one of these. */
export type TrainingBase =
  /** A GGUF, dequantised where it is quantised. `sha256` (hex) of the file, where it is known. */
  | { type: 'gguf'; path: string; sha256?: string | undefined }
  /** A folder with `config.json`, safetensors and the tokenizer. */
  | { type: 'folder'; path: string }
  /** `owner/name` on the Hugging Face hub; goes to the network. */
  | { type: 'hub'; id: string; revision?: string | undefined };

/** One training: everything that it reads and writes. Paths are absolute. */
export interface TrainingRun {
  /** `run_…`. */
  id: string;
  /** Its own folder: checkpoints, the result and the log go there. */
  folder: string;
  base: TrainingBase;
  config: TrainingConfig;
  /** JSONL as `prepareData` writes it: the columns of TRL for the method, conversational. */
  data: { train: string; validation?: string | undefined };
  /** Goes on from this adapter (PEFT's folder) in place of a new one. */
  startFrom?: string | undefined;
  /** The Jinja chat template that serving uses, in place of the base's own. */
  chatTemplate?: string | undefined;
}

export interface DriverProblem {
  /** What is missing or wrong, and what to do about it; for people. */
  message: string;
  /** Whether the driver can do it by itself, when it is asked to prepare. */
  canRepair: boolean;
}

export interface DriverProbe {
  ready: boolean;
  problems: readonly DriverProblem[];
  /** What it would train with, such as `device`, `torch`, `memory`, for people. */
  facts: Readonly<Record<string, string>>;
}

export interface TrainOptions extends CallOptions {
  /** Called for every line that the trainer's own programs write; the file `log.txt` in the run's folder has them too. */
  onLog?: ((line: string) => void) | undefined;
}

/**
 * Trains, wherever and with whatever. Aborting a call's `signal` stops it within a step; what was trained by then is in
 * a checkpoint, so that `resume` goes on.
 *
 * Errors: `INVALID_REQUEST` (rows, settings), `UNSUPPORTED` (what this driver cannot do), `MODEL_NOT_FOUND`,
 * `MODEL_LOAD_FAILED` (the base), `ADAPTER_INVALID` (`startFrom` does not fit), `RESOURCE_EXHAUSTED` (memory, disk;
 * `details.reason`), `OUTPUT_INVALID` (the loss is not a number any more), `JOB_FAILED` (the trainer died), `ABORTED`.
 */
export interface TrainingDriver {
  /** `peft`, `llama.cpp`. */
  readonly name: string;
  /** Looks, and changes nothing. */
  probe(options?: CallOptions): Promise<DriverProbe>;
  /** Makes what it needs, once: its environment, the base in its own form. Resumable, idempotent. */
  prepare(run: TrainingRun, options?: TrainOptions): AsyncIterable<TrainingEvent>;
  /** From the beginning, whatever an earlier attempt left. Ends with `done`. */
  train(run: TrainingRun, options?: TrainOptions): AsyncIterable<TrainingEvent>;
  /** From the newest complete checkpoint; from the beginning where there is none. Ends with `done`. */
  resume(run: TrainingRun, options?: TrainOptions): AsyncIterable<TrainingEvent>;
}
