export * from './adapters/index.ts';
export * from './memory/index.ts';
export * from './models/index.ts';
export * from './pool/index.ts';
export * from './queue/index.ts';
