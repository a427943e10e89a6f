export * from './exporters/index.ts';
export * from './importers/index.ts';
export * from './log/index.ts';
export * from './statistics/index.ts';
