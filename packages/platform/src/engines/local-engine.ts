import type { Engine } from '@tuneloop/protocol';
import { isOnnxFolder } from '@tuneloop/runtime';

/** Engines of this machine, by the models that they load; made when they are needed. */
export interface LocalEngines {
  gguf: () => Promise<Engine>;
  onnx: () => Promise<Engine>;
}

/** Loads each model with the engine that it is for: what is no ONNX folder is llama.cpp's, which says what it is not. */
export function createLocalEngine(name: string, engines: LocalEngines): Engine {
  return {
    name,
    async load(source, options) {
      const isOnnx = source.path !== undefined && (await isOnnxFolder(source.path));
      const engine = await engines[isOnnx ? 'onnx' : 'gguf']();
      return await engine.load(source, options);
    },
  };
}
