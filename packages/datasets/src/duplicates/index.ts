export { textsOfRow, type TextsByColumn } from './comparison-text.ts';
export { findDuplicates, withoutDuplicates, type DuplicateOptions, type Duplicates } from './find-duplicates.ts';
export type { NearDuplicateOptions } from './near-duplicates.ts';
