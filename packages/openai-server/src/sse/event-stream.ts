import { TuneloopError } from '@tuneloop/protocol';
import type { Response } from 'express';

export interface EventStream {
  /** Sends an event. What it returns, if anything, must be waited for before the next is made: the reader is slow. */
  send(data: string): Promise<void> | undefined;
  /** Ends the response, with a last event if `data` is given; waits for nobody. */
  end(data?: string): void;
}

/**
 * Sends the headers of a `text/event-stream` at once and keeps it alive with comments while nothing is sent.
 *
 * A reader that takes nothing for `stalledReaderMs` is cut off (`TIMEOUT`): it would hold a slot for ever otherwise.
 */
export function openEventStream(
  response: Response,
  options: { keepAliveMs: number; stalledReaderMs: number },
): EventStream {
  response.statusCode = 200;
  response.setHeader('content-type', 'text/event-stream; charset=utf-8');
  response.setHeader('cache-control', 'no-cache, no-transform');
  response.setHeader('x-accel-buffering', 'no');
  response.socket?.setNoDelay(true);
  response.flushHeaders();

  const keepAlive = setInterval(() => {
    if (!response.writableNeedDrain) response.write(': keep-alive\n\n');
  }, options.keepAliveMs);
  keepAlive.unref();
  response.once('close', () => clearInterval(keepAlive));

  return {
    send: (data) => {
      keepAlive.refresh();
      return response.write(`data: ${data}\n\n`) ? undefined : drained(response, options.stalledReaderMs);
    },
    end: (data) => {
      clearInterval(keepAlive);
      response.end(data === undefined ? undefined : `data: ${data}\n\n`);
    },
  };
}

function drained(response: Response, limitMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: TuneloopError): void => {
      clearTimeout(timer);
      response.off('drain', onDrain).off('close', onClose);
      if (error) reject(error);
      else resolve();
    };
    const onDrain = (): void => settle();
    const onClose = (): void => settle(new TuneloopError('ABORTED', 'The client went away.'));
    const timer = setTimeout(() => {
      settle(new TuneloopError('TIMEOUT', 'The client took nothing of the stream for too long.'));
      response.destroy();
    }, limitMs);
    if (response.destroyed) onClose();
    else response.on('drain', onDrain).on('close', onClose);
  });
}
