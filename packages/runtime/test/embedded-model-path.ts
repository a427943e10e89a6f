import { embeddedModelPath as pathOfEmbeddedModel } from '../src/testing/models/embedded-model-path.ts';

/** For tests with real weights: the path of the embedded model, which is downloaded at the first call. */
export function embeddedModelPath(): Promise<string> {
  return pathOfEmbeddedModel(process.env);
}
