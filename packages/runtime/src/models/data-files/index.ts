export {
  dataFileName,
  parseDataReference,
  type DataReference,
  type HuggingFaceDataReference,
} from './data-reference.ts';
export { fetchDataFile, type FetchDataFileOptions } from './fetch-data-file.ts';
