import type { LoadedModel } from '@tuneloop/protocol';
import { createModelStore, defaultModelsFolder, embeddedModel } from '@tuneloop/runtime';
import { createLlamaCppEngine } from '@tuneloop/runtime/llama-cpp';

export interface ModelSettings {
  slots: number;
  contextSize: number;
}

/** Loads the embedded model on one thread, in whichever engine a suite is run on. */
export type LoadModel = (settings: ModelSettings) => Promise<LoadedModel>;

/** With llama.cpp, which on more threads takes ten times as long when anything else computes. */
export const loadEmbeddedModel: LoadModel = async (settings) => {
  const folder = defaultModelsFolder(process.env, process.platform);
  const { path } = await createModelStore({ folder, environment: process.env }).resolve(embeddedModel.id);
  const engine = createLlamaCppEngine({ ...settings, threads: 1, flashAttention: true, gpuLayers: 0 });
  return await engine.load({ id: embeddedModel.id, path });
};
