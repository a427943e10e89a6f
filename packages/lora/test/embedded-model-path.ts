import { createModelStore, defaultModelsFolder, embeddedModel } from '@tuneloop/runtime';

/** For tests with real weights: the path of the embedded model, which is downloaded at the first call. */
export async function embeddedModelPath(): Promise<string> {
  const folder = defaultModelsFolder(process.env, process.platform);
  const store = createModelStore({ folder, environment: process.env });
  return (await store.resolve(embeddedModel.id)).path;
}
