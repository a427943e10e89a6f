import { TuneloopError } from '@tuneloop/protocol';
import type { Request } from 'express';
import { requestProblem } from '../errors/request-problem.ts';

/** How long the rest of a body that was refused is read and thrown away, so that the client gets to see the answer. */
const drainMs = 10_000;

/**
 * The request's body, whole.
 *
 * Errors: `INVALID_REQUEST` (`body_too_large`) as soon as it is known to be larger than `limitBytes`; `ABORTED` when
 * the connection closes first.
 */
export function readBody(request: Request, limitBytes: number): Promise<Buffer> {
  const announced = Number(request.get('content-length') ?? 0);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const refuse = (): void => {
      stop();
      drain(request);
      const megabytes = (limitBytes / 1024 / 1024).toFixed(1);
      reject(requestProblem('body_too_large', `The request body is larger than this server takes (${megabytes} MiB).`));
    };
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > limitBytes) refuse();
      else chunks.push(chunk);
    };
    const onEnd = (): void => {
      stop();
      resolve(Buffer.concat(chunks, bytes));
    };
    const onClose = (): void => {
      stop();
      reject(new TuneloopError('ABORTED', 'The client went away while it was sending its request.'));
    };
    const stop = (): void => {
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
    };
    if (announced > limitBytes) refuse();
    else if (request.readableEnded) onEnd();
    else if (request.destroyed) onClose();
    else request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}

/**
 * Closing the connection while the client is still sending would reset it, and the client would never see the answer:
 * so the rest is read and dropped, for a bounded time.
 */
function drain(request: Request): void {
  if (request.readableEnded || request.destroyed) return;
  const timer = setTimeout(() => request.socket.destroy(), drainMs);
  timer.unref();
  const stop = (): void => clearTimeout(timer);
  request.once('end', stop).once('close', stop).on('error', stop).resume();
}
