export * from './files/index.ts';
export * from './formats/index.ts';
export * from './rows/index.ts';
export * from './templates/index.ts';
export * from './redaction/index.ts';
export * from './duplicates/index.ts';
