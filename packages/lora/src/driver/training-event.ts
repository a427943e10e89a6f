/** What a trainer says while it works. A failure throws a `TuneloopError` in place of `done`. */
export type TrainingEvent =
  /** A part of the work that takes long. `completed` and `total` in its own units, left out while unknown. */
  | {
      type: 'phase';
      phase: 'environment' | 'import' | 'base' | 'data' | 'load' | 'train' | 'save';
      completed?: number | undefined;
      total?: number | undefined;
      label?: string | undefined;
    }
  | {
      type: 'step';
      /** From 1. */
      step: number;
      steps: number;
      epoch: number;
      /** Mean over the rows of the steps since the last event. */
      loss: number;
      learningRate: number;
      gradNorm?: number | undefined;
      tokensPerSecond?: number | undefined;
      etaSeconds?: number | undefined;
      /** What else the method tells, such as `rewards/margins`. */
      metrics?: Readonly<Record<string, number>> | undefined;
    }
  /** On the held-out rows. */
  | { type: 'evaluation'; step: number; loss: number; metrics?: Readonly<Record<string, number>> | undefined }
  /** Complete on disk: from here it can go on. */
  | { type: 'checkpoint'; step: number; folder: string }
  | { type: 'warning'; message: string }
  | { type: 'done'; result: TrainingResult };

export interface TrainingResult {
  /** PEFT's own folder (`adapter_config.json`, `adapter_model.safetensors`); with `tuning: full` a Hugging Face model. */
  folder: string;
  /** As the configuration says. */
  tuning: 'lora' | 'full';
  steps: number;
  /** Of the last step. */
  loss: number;
  /** Held out, after the last step. */
  evaluationLoss?: number | undefined;
  /** Of training alone. */
  seconds: number;
  /** Largest resident memory of the trainer, in bytes. */
  peakMemoryBytes: number;
  /** Python packages and their versions. */
  versions: Readonly<Record<string, string>>;
}
