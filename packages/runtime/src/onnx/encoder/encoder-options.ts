/** Plain data, fit for IPC. */
export interface EncoderCoreOptions {
  /** Absolute path of a folder that was checked. */
  encoder: string;
  /** Tokens of one input. */
  contextSize: number;
  slots: number;
  threads: number;
  /** As ONNX Runtime calls it. */
  provider: string;
  choices: { name: string; value: string; reason: string }[];
}
