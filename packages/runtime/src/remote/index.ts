export { createRemoteEngine } from './engine.ts';
export type { RemoteEngineOptions, UpstreamChange, UpstreamKind, UpstreamOptions } from './options.ts';
export { createLlamaServerEngine } from './llama-server/engine.ts';
export type { LlamaServerEngineOptions } from './llama-server/options.ts';
export { listUpstreamModels } from './list-upstream-models.ts';
