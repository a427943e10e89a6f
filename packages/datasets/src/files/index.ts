export type { FileDigest } from './atomic-file.ts';
export { fileFormatOfName, fileFormats, type Compression, type FileFormat } from './file-format.ts';
export { readRows, type ReadRowsOptions } from './read-rows.ts';
export type { ReadProgress, RowSource } from './row-source.ts';
export { createRowWriter, writeRows, type RowWriter, type RowWriterOptions, type WrittenFile } from './write-rows.ts';
