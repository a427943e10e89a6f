import { open } from 'node:fs/promises';
import { TuneloopError } from '@tuneloop/protocol';

/** Looks at the first four bytes. Errors: `MODEL_LOAD_FAILED` when they are not those of GGUF. */
export async function assertGguf(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    if (bytesRead === 4 && buffer.toString('latin1') === 'GGUF') return;
    throw new TuneloopError(
      'MODEL_LOAD_FAILED',
      `${path} is not a GGUF file (it begins with ${JSON.stringify(buffer.toString('latin1', 0, bytesRead))}). Tuneloop loads models in the GGUF format.`,
      { details: { path } },
    );
  } finally {
    await handle.close();
  }
}
