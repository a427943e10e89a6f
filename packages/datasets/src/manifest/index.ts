export {
  createIdDigest,
  datasetManifestSuffix,
  readManifestFiles,
  writeDatasetManifest,
  type DatasetManifest,
  type IdDigest,
  type ManifestFile,
} from './manifest.ts';
export { verifyManifest, type ManifestProblem, type VerifyManifestOptions } from './verify-manifest.ts';
