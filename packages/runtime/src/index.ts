export * from './models/index.ts';
export * from './queue/index.ts';
