import { once } from 'node:events';
import type { Response } from 'express';
import { disconnectSignal } from './disconnect-signal.ts';

/**
 * Sends what comes, no faster than it is taken, and ends the response. When the client goes away, or more cannot be had
 * once something was sent, the response is cut off, which is all that can be said then. Errors: those of `chunks` before
 * its first.
 */
export async function sendChunks(
  response: Response,
  chunks: AsyncIterable<string | Uint8Array>,
  signal: AbortSignal = disconnectSignal(response),
): Promise<void> {
  try {
    for await (const chunk of chunks) {
      if (signal.aborted) return;
      if (!response.write(chunk)) await once(response, 'drain', { signal });
    }
    response.end();
  } catch (error) {
    if (!response.headersSent && !signal.aborted) throw error;
    response.destroy();
  }
}
