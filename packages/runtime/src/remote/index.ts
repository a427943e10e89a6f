export { createRemoteEngine } from './engine.ts';
export type { RemoteEngineOptions, UpstreamChange, UpstreamKind, UpstreamOptions } from './options.ts';
