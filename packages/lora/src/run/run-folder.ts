import { join } from 'node:path';

/** Where what belongs to a run is; absolute paths. Each is written by one step, under another name at first. */
export interface RunFolder {
  folder: string;
  /** The request, as its steps have read it. */
  request: string;
  /** Rows as the trainer reads them. */
  train: string;
  validation: string;
  /** Rows of earlier tasks, likewise (`continual`). */
  replay: string;
  ewc: string;
  /** What was left out, split and counted. */
  dataManifest: string;
  plan: string;
  /** What the trainer gets, and what its programs say. */
  trainerConfig: string;
  trainerLog: string;
  /** Every event of training, one a line. */
  events: string;
  checkpoints: string;
  /** What came out: PEFT's folder, or a model's with `tuning: full`. */
  output: string;
  /** For llama.cpp. */
  adapter: string;
  parity: string;
  evaluation: string;
  gate: string;
  reportMarkdown: string;
  reportHtml: string;
  modelCard: string;
  manifest: string;
}

export function runFolder(folder: string): RunFolder {
  return {
    folder,
    request: join(folder, 'request.json'),
    train: join(folder, 'data', 'train.jsonl'),
    validation: join(folder, 'data', 'validation.jsonl'),
    replay: join(folder, 'data', 'replay.jsonl'),
    ewc: join(folder, 'data', 'ewc.jsonl'),
    dataManifest: join(folder, 'data', 'manifest.json'),
    plan: join(folder, 'plan.json'),
    trainerConfig: join(folder, 'trainer.json'),
    trainerLog: join(folder, 'log.txt'),
    events: join(folder, 'events.jsonl'),
    checkpoints: join(folder, 'checkpoints'),
    output: join(folder, 'output'),
    adapter: join(folder, 'adapter.gguf'),
    parity: join(folder, 'parity.json'),
    evaluation: join(folder, 'evaluation.json'),
    gate: join(folder, 'gate.json'),
    reportMarkdown: join(folder, 'report.md'),
    reportHtml: join(folder, 'report.html'),
    modelCard: join(folder, 'README.md'),
    manifest: join(folder, 'manifest.json'),
  };
}
