/** Plain data, fit for IPC. */
export interface OnnxCoreOptions {
  /** Absolute path of a folder that was checked. */
  folder: string;
  /** Absolute path of ONNX Runtime GenAI; without it, onnxruntime-node generates alone. */
  library: string | undefined;
  /** Tokens of each slot. */
  contextSize: number;
  slots: number;
  threads: number;
  /** As the library calls it. */
  provider: string;
  choices: { name: string; value: string; reason: string }[];
}
