import { defaultModelsFolder, type Environment } from '../../models/cache-folder.ts';
import { embeddedModel } from '../../models/embedded-model.ts';
import { createModelStore } from '../../models/model-store.ts';

/** The path of the embedded model, which is downloaded at the first call; for tests with real weights. */
export async function embeddedModelPath(environment: Environment): Promise<string> {
  const folder = defaultModelsFolder(environment, process.platform);
  return (await createModelStore({ folder, environment }).resolve(embeddedModel.id)).path;
}
