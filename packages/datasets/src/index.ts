export * from './files/index.ts';
export * from './rows/index.ts';
