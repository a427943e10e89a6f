import { posix } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { genaiConfigFile } from '../onnx/folder/genai-config.ts';

/** What belongs to a model in its folder: no documents and no pictures. */
const belongs = /(?:\.(?:json|jinja|txt|model|onnx|data|bin)|\.onnx_data(?:_\d+)?)$/i;
const otherHardware = /cuda|gpu|directml|dml|webgpu|qnn|npu|openvino|trt|tensorrt|vitis/i;

/** The folders among a repository's files that ONNX Runtime GenAI loads; `''` is the repository itself. */
export function offeredGenaiFolders(paths: readonly string[]): string[] {
  return paths
    .filter((path) => posix.basename(path) === genaiConfigFile)
    .map((path) => posix.dirname(path).replace(/^\.$/, ''));
}

/** The files of one of these folders, its configuration first. */
export function genaiFolderFiles(paths: readonly string[], folder: string): string[] {
  const config = posix.join(folder, genaiConfigFile);
  const within = paths.filter((path) => posix.dirname(path).replace(/^\.$/, '') === folder && belongs.test(path));
  return [config, ...within.filter((path) => path !== config)];
}

/**
 * The folder that is named, by its path or by a part of it (`int4`); without a name the one that is for CPUs.
 *
 * Errors: `MODEL_NOT_FOUND`, listing what there is.
 */
export function chooseGenaiFolder(offers: readonly string[], named: string | undefined, source: string): string {
  const wanted = named?.toLowerCase();
  const exact = offers.find((folder) => folder.toLowerCase() === wanted);
  if (exact !== undefined) return exact;
  const fitting = offers.filter((folder) => wanted === undefined || folder.toLowerCase().includes(wanted));
  const onCpu = fitting.filter((folder) => !otherHardware.test(folder));
  for (const candidates of [fitting, onCpu]) {
    const [only, ...others] = candidates;
    if (only !== undefined && others.length === 0) return only;
  }
  const listed = offers.map((folder) => `${source}${folder === '' ? '' : `/${folder}`}`).join(', ');
  const message =
    offers.length === 0
      ? `${source} holds no folder with a ${genaiConfigFile}.`
      : `${source} has ${fitting.length === 0 ? `no ${named ?? ''}` : 'several models for ONNX Runtime GenAI'}; name one: ${listed}.`;
  throw new TuneloopError('MODEL_NOT_FOUND', message, { details: { source, folders: offers } });
}
