export { groupOf, splitNames, splitOf, splitPlace, type SplitName, type SplitOptions } from './split.ts';
export { splitPath, splitRows, type SplitFile, type SplitRowsOptions } from './split-rows.ts';
