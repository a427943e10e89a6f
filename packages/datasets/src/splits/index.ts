export { groupOf, splitNames, splitOf, type SplitName, type SplitOptions } from './split.ts';
export { splitPath, splitRows, type SplitFile, type SplitRowsOptions } from './split-rows.ts';
