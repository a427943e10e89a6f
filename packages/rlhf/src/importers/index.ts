export type { ImportDefaults } from './import-defaults.ts';
export type { ImportFormat } from './import-format.ts';
export { importInteractions, type ImportOptions, type ImportReport } from './import-interactions.ts';
