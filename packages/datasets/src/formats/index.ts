export { convertExample } from './convert-example.ts';
export { convertRows, type ConvertRowsOptions } from './convert-rows.ts';
export { detectRowFormat, type ColumnSummary, type DetectedFormat, type FormatCandidate } from './detect-format.ts';
export { messageRows, type ToolArguments } from './message-row.ts';
export { parseRow } from './parse-row.ts';
export { parseRows, type NumberedExample } from './parse-rows.ts';
export type { RowFormat, TextWriter } from './row-format.ts';
export { parseRowFormatName, rowFormatAliases, rowFormats, type RowFormatName } from './row-formats.ts';
export type { Dialogue, ExampleKind, TrainingExample } from './training-example.ts';
