import { open, stat } from 'node:fs/promises';
import { TuneloopError, type AdapterInfo } from '@tuneloop/protocol';

/** FlatBuffers' file identifier of ONNX Runtime's adapters, behind the offset of the root table. */
const identifier = 'TORT';
const identifierAt = 4;

/**
 * Looks at an `.onnx_adapter`; whether it fits the model, only the library can tell.
 *
 * Errors: `NOT_FOUND`, `ADAPTER_INVALID`.
 */
export async function readOnnxAdapter(path: string): Promise<Omit<AdapterInfo, 'id'>> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) {
    throw new TuneloopError('NOT_FOUND', `There is no adapter at ${path}.`, { details: { path } });
  }
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0);
  if (bytesRead === 8 && buffer.toString('latin1', identifierAt) === identifier) return { sizeBytes: found.size };
  const reason = 'it is no .onnx_adapter';
  throw new TuneloopError(
    'ADAPTER_INVALID',
    `${path} cannot be loaded: ${reason}. Convert it with \`tuneloop convert\`.`,
    {
      details: { reason },
    },
  );
}
