import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readModelMetadata } from '../../src/models/index.ts';
import { embeddedModelPath } from '../embedded-model-path.ts';

export interface ModelCopy extends AsyncDisposable {
  path: string;
}

/** The embedded model with a chat template of another family, which must not be longer than its own. */
export async function copyEmbeddedModel(chatTemplate: string): Promise<ModelCopy> {
  const original = await embeddedModelPath();
  const folder = await mkdtemp(join(tmpdir(), 'tuneloop-'));
  const path = join(folder, 'model.gguf');
  const bytes = await readFile(original);
  const own = Buffer.from((await readModelMetadata(original)).chatTemplate!);
  const at = bytes.indexOf(own);
  // What stands behind it must stay where it is.
  const filler = own.length - Buffer.byteLength(chatTemplate) - '{##}'.length;
  if (at === -1 || filler < 0) throw new Error('The template must stand in the file as it is, and be long enough.');
  bytes.write(`${chatTemplate}{#${'-'.repeat(filler)}#}`, at);
  await writeFile(path, bytes);
  return { path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
