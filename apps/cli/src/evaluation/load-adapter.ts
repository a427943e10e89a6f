import { basename, resolve } from 'node:path';
import { parseAdapterVersion, type AdapterRegistry, type EvaluatedModel } from '@tuneloop/lora';
import { TuneloopError, type LoadedModel } from '@tuneloop/protocol';
import { hashFile } from '@tuneloop/runtime';

interface AdapterFile {
  /** For people. */
  name: string;
  path: string;
  sha256: string;
}

/**
 * A model with an adapter of its registry, or of a file, loaded for the evaluation alone: under the hash of its weights,
 * so that an evaluation that goes on later is known to be of the same.
 *
 * @param wanted `NAME` (its live version), `NAME@3`, or a path that ends in `.gguf`; left out: the bare model.
 *
 * Errors: `NOT_FOUND`, `INVALID_REQUEST`, `UNSUPPORTED` (an engine without adapters), those of `ModelAdapters.load`.
 */
export async function evaluatedModel(
  model: LoadedModel,
  registry: AdapterRegistry,
  wanted: string | undefined,
  signal: AbortSignal,
): Promise<EvaluatedModel> {
  if (wanted === undefined) return { model, adapters: [], name: model.info.id };
  const { name, path, sha256 } = await findAdapter(registry, wanted);
  if (!model.adapters) {
    const message = `The engine of "${model.info.id}" has no adapters. Evaluate with the backend llama.cpp.`;
    throw new TuneloopError('UNSUPPORTED', message);
  }
  const id = `evaluated-${sha256.slice(0, 16)}`;
  await model.adapters.load({ id, path }, { signal });
  return { model, adapters: [{ id, scale: 1 }], name: `${model.info.id}:${name}` };
}

async function findAdapter(registry: AdapterRegistry, wanted: string): Promise<AdapterFile> {
  if (wanted.toLowerCase().endsWith('.gguf')) return fileAdapter(resolve(wanted));
  const { name, version } = parseAdapterVersion(wanted);
  const found = await registry.find(name, version);
  return { name: `${found.name}@${found.version}`, path: found.file, sha256: found.sha256 };
}

async function fileAdapter(path: string): Promise<AdapterFile> {
  try {
    return { name: basename(path, '.gguf'), path, sha256: await hashFile(path) };
  } catch (error) {
    throw new TuneloopError('NOT_FOUND', `There is no file ${path}, or it cannot be read.`, { cause: error });
  }
}
