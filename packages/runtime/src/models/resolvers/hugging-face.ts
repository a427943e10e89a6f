import { basename } from 'node:path/posix';
import { TuneloopError } from '@tuneloop/protocol';
import { downloadFile } from '../download/download-file.ts';
import { assertGguf } from '../gguf/assert-gguf.ts';
import { encoderFiles, offersEncoder } from '../encoder-files.ts';
import { genaiConfigFile } from '../../onnx/folder/genai-config.ts';
import { chooseGenaiFolder, genaiFolderFiles, offeredGenaiFolders } from '../genai-folder-choice.ts';
import { isFolderConfig } from '../folder-config.ts';
import { modelIdFromFile, toModelId } from '../model-id.ts';
import type { HuggingFaceReference } from '../model-reference.ts';
import { chooseQuantization, offeredQuantizations } from '../quantization-choice.ts';
import { filePartPaths } from '../split-files.ts';
import {
  accessAdvice,
  authorization,
  describeHubFile,
  fileUrl,
  listHubFiles,
  type HubFile,
} from './hugging-face-api.ts';
import type { LocatedModel, ModelFile, ResolverContext } from './located-model.ts';
import { toStorePath } from './store-path.ts';

/**
 * A GGUF file of a Hugging Face repository, all parts of it when it's split, or, where there is none, an embedding or ranking
 * model in ONNX, or a folder for ONNX Runtime GenAI, also where one is named. SHA-256s are the Hub's own (`lfs.oid`, `x-linked-etag`).
 *
 * Errors: `INVALID_REQUEST` (one hash for several files), `MODEL_NOT_FOUND` (repository, file, folder or quantisation), `UPSTREAM_FAILED`, `ABORTED`.
 */
export async function locateHuggingFace(
  reference: HuggingFaceReference,
  context: ResolverContext,
): Promise<LocatedModel> {
  const revision = reference.revision ?? 'main';
  const files = await hubFiles(reference, revision, context);
  const first = files[0];
  if (first === undefined) throw new TuneloopError('INTERNAL', 'A located model has no files.');
  const { sha256 } = reference;
  if (sha256 !== undefined && files.length > 1) {
    throw new TuneloopError(
      'INVALID_REQUEST',
      `hf:${reference.repository} has this model in ${files.length} files, of which #sha256= can pin none. Pin its revision: hf:${reference.repository}@COMMIT.`,
      { details: { repository: reference.repository } },
    );
  }
  const pinned = sha256 === undefined ? {} : { sha256 };
  const isFolder = isFolderConfig(first.path);
  return {
    id: isFolder ? toModelId(basename(reference.repository)) : modelIdFromFile(first.path),
    files: files.map((file) => toModelFile({ ...file, ...pinned }, reference.repository, revision, context)),
  };
}

async function hubFiles(
  reference: HuggingFaceReference,
  revision: string,
  context: ResolverContext,
): Promise<HubFile[]> {
  const { repository } = reference;
  if (reference.file !== undefined) {
    const parts = filePartPaths(reference.file);
    return await Promise.all(parts.map((part) => describeHubFile(context, repository, revision, part)));
  }
  const listed = await listHubFiles(context, repository, revision);
  const paths = listed.map(({ path }) => path);
  return chosenPaths(reference, paths).map((part) => {
    const file = listed.find(({ path }) => path === part);
    if (file !== undefined) return file;
    throw new TuneloopError(
      'MODEL_NOT_FOUND',
      `hf:${repository} lacks the part ${part}. Choose another quantisation.`,
      {
        details: { repository, part },
      },
    );
  });
}

function chosenPaths({ repository, folder, quantization }: HuggingFaceReference, paths: readonly string[]): string[] {
  const source = `hf:${repository}`;
  const folders = offeredGenaiFolders(paths);
  const hasGguf = offeredQuantizations(paths).length > 0;
  if (folder !== undefined || (folders.length > 0 && !hasGguf)) {
    return genaiFolderFiles(paths, chooseGenaiFolder(folders, folder ?? quantization, source));
  }
  if (!hasGguf && offersEncoder(paths)) return encoderFiles(paths, quantization, source);
  if (!hasGguf && paths.some((path) => path.endsWith('.onnx'))) {
    throw new TuneloopError(
      'MODEL_NOT_FOUND',
      `${source} has ONNX files, but no ${genaiConfigFile}: it is made for other programs. Take the model that it was made of, and convert that: tuneloop convert MODEL --to onnx.`,
      { details: { source } },
    );
  }
  return filePartPaths(chooseQuantization(paths, quantization, source));
}

function toModelFile(file: HubFile, repository: string, revision: string, context: ResolverContext): ModelFile {
  const { path, sizeBytes, sha256 } = file;
  const label = path.slice(path.lastIndexOf('/') + 1);
  return {
    sizeBytes,
    sha256,
    storePath: toStorePath('hf', repository, revision, path),
    label,
    fetch: (options) =>
      downloadFile({
        ...options,
        url: fileUrl(context, repository, revision, path),
        headers: authorization(context),
        sizeBytes,
        sha256,
        label,
        client: context.client,
        disk: context.disk,
        assertContent: /\.gguf$/i.test(path) ? assertGguf : undefined,
        accessAdvice: accessAdvice(context.huggingFace.token !== undefined),
      }),
  };
}
