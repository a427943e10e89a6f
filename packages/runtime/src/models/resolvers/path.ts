import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { isEncoderFolder, readEncoderFolder } from '../../onnx/encoder/encoder-folder.ts';
import { modelIdFromFile, toModelId } from '../model-id.ts';
import { folderSize, isGenaiFolder } from '../onnx/genai-folder.ts';
import { filePartPaths } from '../split-files.ts';

export interface LocalModel {
  id: string;
  /** Absolute; of the first part, or of the folder. */
  path: string;
  /** Of all parts, or all files. */
  sizeBytes: number;
}

export function expandPath(path: string): string {
  return resolve(path.replace(/^~(?=$|[\\/])/, homedir()));
}

/**
 * A GGUF file on this machine, all parts of it when it's split, or a folder for ONNX Runtime.
 *
 * Errors: `MODEL_NOT_FOUND` (no such file, or a part of it), `UNSUPPORTED` (another folder), `MODEL_LOAD_FAILED` (an encoder's
 * folder that lacks something).
 */
export async function findLocalModel(path: string): Promise<LocalModel> {
  const absolute = expandPath(path);
  const found = await stat(absolute).catch(() => undefined);
  if (found?.isDirectory()) {
    const id = toModelId(basename(absolute));
    if (await isGenaiFolder(absolute)) return { id, path: absolute, sizeBytes: await folderSize(absolute) };
    if (!(await isEncoderFolder(absolute))) throw await folderError(absolute);
    // Exporters put several graphs beside each other; one is used.
    const { sizeBytes } = await readEncoderFolder({ id, path: absolute });
    return { id, path: absolute, sizeBytes };
  }
  const parts = filePartPaths(absolute);
  let sizeBytes = 0;
  for (const part of parts) {
    const file = await stat(part).catch(() => undefined);
    if (file === undefined) throw missing(part, parts.length);
    sizeBytes += file.size;
  }
  return { id: modelIdFromFile(absolute), path: parts[0] ?? absolute, sizeBytes };
}

function missing(path: string, parts: number): TuneloopError {
  const which = parts === 1 ? 'There is no model file' : `Of the ${parts} parts of this model one is missing:`;
  return new TuneloopError(
    'MODEL_NOT_FOUND',
    `${which} ${path}. Check MODEL_PATH, or download a model: tuneloop pull hf:Qwen/Qwen3-8B-GGUF:Q4_K_M.`,
    { details: { path } },
  );
}

async function folderError(folder: string): Promise<TuneloopError> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.gguf'));
  const advice =
    files.length > 0
      ? `Name one of the files in it: ${files.map((name) => join(folder, name)).join(', ')}.`
      : "Tuneloop loads GGUF files, folders for ONNX Runtime GenAI (with a genai_config.json), and embedding and ranking models in ONNX (with a model.onnx, config.json and tokenizer.json); a folder of safetensors must be converted first (tuneloop convert), or take the model's GGUF version (hf:organisation/name-GGUF).";
  return new TuneloopError('UNSUPPORTED', `${folder} is a folder. ${advice}`, { details: { path: folder, files } });
}
