import { TuneloopError } from '@tuneloop/protocol';
import type { Request } from 'express';
import { requestProblem } from '../errors/request-problem.ts';

/** How long the rest of a refused body is read and thrown away before it is answered, and again after that, in ms. */
const drainMs = 5_000;

/**
 * The request's body, whole.
 *
 * Errors: `INVALID_REQUEST` (`body_too_large`) when it is larger than `limitBytes`, without keeping it; `ABORTED` when
 * the connection closes first.
 */
export function readBody(request: Request, limitBytes: number): Promise<Buffer> {
  const announced = Number(request.get('content-length') ?? 0);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const refuse = (): void => {
      stop();
      const megabytes = (limitBytes / 1024 / 1024).toFixed(1);
      const message = `The request body is larger than this server takes (${megabytes} MiB).`;
      drainRequest(request, () => reject(requestProblem('body_too_large', message)));
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
 * Reads the rest and drops it, then calls `answer`. A connection that is closed with data unread is reset, and a client
 * that is still sending would never see the answer. A body without end is answered after a while all the same, and its
 * connection destroyed a while later.
 */
export function drainRequest(request: Request, answer: () => void): void {
  let timer = setTimeout(() => {
    timer = setTimeout(() => request.socket.destroy(), drainMs);
    answer();
  }, drainMs);
  const stop = (): void => {
    clearTimeout(timer);
    answer();
  };
  request.once('end', stop).once('close', stop).on('error', stop).resume();
}
