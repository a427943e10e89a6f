import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TuneloopError } from '@tuneloop/protocol';
import { z } from 'zod';
import { downloadFile } from '../download/download-file.ts';
import { discardBody, displayUrl } from '../download/http-client.ts';
import { assertGguf } from '../gguf/assert-gguf.ts';
import { toModelId } from '../model-id.ts';
import { formatModelReference, type OllamaReference } from '../model-reference.ts';
import type { LocatedModel, ResolverContext } from './located-model.ts';
import { toStorePath } from './store-path.ts';

const modelMediaType = 'application/vnd.ollama.image.model';
const defaultHost = 'registry.ollama.ai';

const manifestSchema = z.object({
  layers: z.array(z.object({ mediaType: z.string(), digest: z.string(), size: z.number() })),
});

interface ModelLayer {
  sha256: string;
  sizeBytes: number;
}

export function ollamaModelId(reference: OllamaReference): string {
  return toModelId(reference.tag === 'latest' ? reference.name : `${reference.name}-${reference.tag}`);
}

/** The GGUF of a model that Ollama itself has downloaded on this machine; it's used where it lies. */
export async function findOllamaBlob(
  reference: OllamaReference,
  modelsFolders: readonly string[],
): Promise<{ path: string; sizeBytes: number; sha256: string } | undefined> {
  const { host = defaultHost, namespace, name, tag } = reference;
  for (const folder of modelsFolders) {
    try {
      const manifest = await readFile(join(folder, 'manifests', host, namespace, name, tag), 'utf8');
      const { sha256 } = modelLayer(JSON.parse(manifest), reference);
      const path = join(folder, 'blobs', `sha256-${sha256}`);
      const { size } = await stat(path);
      return { path, sizeBytes: size, sha256 };
    } catch (error) {
      if (TuneloopError.isInstance(error)) throw error;
    }
  }
  return undefined;
}

/**
 * A model of Ollama's registry: its manifest (`/v2/{namespace}/{name}/manifests/{tag}`) names the blob with the GGUF by
 * its SHA-256.
 *
 * Errors: `MODEL_NOT_FOUND`, `UNSUPPORTED` (a model without GGUF), `UPSTREAM_FAILED`, `ABORTED`.
 */
export async function locateOllama(reference: OllamaReference, context: ResolverContext): Promise<LocatedModel> {
  const { host, namespace, name, tag } = reference;
  const base = `${host === undefined ? context.ollama.registry : `https://${host}`}/v2/${namespace}/${name}`;
  const manifestUrl = `${base}/manifests/${tag}`;
  const response = await context.client.request(manifestUrl, {
    headers: { accept: 'application/vnd.docker.distribution.manifest.v2+json' },
    signal: context.signal,
  });
  if (response.status !== 200) {
    await discardBody(response);
    const source = displayUrl(manifestUrl);
    throw response.status < 500
      ? new TuneloopError('MODEL_NOT_FOUND', `${source} answers ${response.status}. Check the model's name and tag.`)
      : new TuneloopError('UPSTREAM_FAILED', `${source} answers ${response.status}. Try again later.`);
  }
  const { sha256, sizeBytes } = modelLayer(await response.body.json(), reference);
  if (reference.sha256 !== undefined && reference.sha256 !== sha256) {
    throw new TuneloopError(
      'UPSTREAM_FAILED',
      `${formatModelReference(reference)} is now another file (SHA-256 ${sha256}). Choose another tag, or accept the new file by its hash.`,
      { retryable: false },
    );
  }
  const label = `${name}:${tag}`;
  return {
    id: ollamaModelId(reference),
    files: [
      {
        sizeBytes,
        sha256,
        storePath: toStorePath('ollama', host ?? '', namespace, name, `${tag}-${sha256.slice(0, 12)}.gguf`),
        label,
        fetch: (options) =>
          downloadFile({
            ...options,
            url: `${base}/blobs/sha256:${sha256}`,
            sizeBytes,
            sha256,
            label,
            client: context.client,
            disk: context.disk,
            assertContent: assertGguf,
          }),
      },
    ],
  };
}

function modelLayer(json: unknown, reference: OllamaReference): ModelLayer {
  const manifest = manifestSchema.safeParse(json);
  const name = formatModelReference(reference);
  const layer = manifest.data?.layers.find(({ mediaType }) => mediaType === modelMediaType);
  const sha256 = /^sha256:([0-9a-f]{64})$/.exec(layer?.digest ?? '')?.[1];
  if (layer === undefined || sha256 === undefined) {
    throw new TuneloopError(
      'UNSUPPORTED',
      `${name} has no GGUF file. Take the model from Hugging Face: hf:organisation/name-GGUF.`,
    );
  }
  return { sha256, sizeBytes: layer.size };
}
