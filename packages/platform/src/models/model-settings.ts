import type { Config, ModelConfig, RuntimeConfig } from '../config/schema.ts';

/** How one model is run: its own settings, and those of `runtime` for what it leaves open. */
export type ModelSettings = Omit<
  ModelConfig,
  'reference' | 'queueLimit' | 'queueWaitMs' | 'flashAttention' | 'contextShift'
> &
  Pick<RuntimeConfig, 'queueLimit' | 'queueWaitMs' | 'flashAttention' | 'contextShift' | 'onnxLibraryPath'>;

/** The same with what was decided for this load. */
export type EngineSettings = ModelSettings & {
  /** For the contexts of adapters, in bytes; left out: for the engine to choose. */
  adapterMemoryBytes?: number | undefined;
};

/** `model` is left out for one that only stands on the disk. */
export function modelSettings({ runtime }: Config, model: ModelConfig | undefined): ModelSettings {
  const { backend: _backend, memoryBytes: _memory, ...shared } = runtime;
  const own = Object.entries(model ?? {}).filter(([name, value]) => name !== 'reference' && value !== undefined);
  return { ...shared, ...Object.fromEntries(own) };
}
