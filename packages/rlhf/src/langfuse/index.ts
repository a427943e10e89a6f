export type { LangfuseConnection } from './connection.ts';
export { createLangfuseSink, type LangfuseSinkOptions } from './langfuse-sink.ts';
export type { NetworkSink } from '../otel/open-telemetry-sink.ts';
