import { TuneloopError } from '@tuneloop/protocol';
import type { Response } from 'express';
import { once } from 'node:events';
import { refusalOf } from '../auth/request-key.ts';
import { logServerError } from '../errors/send-error.ts';
import { disconnectSignal } from '../http/disconnect-signal.ts';
import type { Logger } from '../http/logger.ts';
import { encodeOllamaError } from './error-wire.ts';

/** Lines of JSON (`application/x-ndjson`). */
export interface LineStream {
  /** Sends a line. What it returns, if anything, must be waited for before the next is made: the reader is slow. */
  send(value: object): Promise<void> | undefined;
  /** Sends a line unless the reader is slow. */
  offer(value: object): void;
  /** Ends the response, with a last line if `value` is given; waits for nobody. */
  end(value?: object): void;
  /** Ends the response with a line that tells `error`; what is the server's own fault is logged. */
  fail(error: unknown, logger: Logger | undefined): void;
}

/**
 * Sends the headers at once. A reader that takes nothing for `stalledReaderMs` is cut off (`TIMEOUT`): it would hold a
 * slot for ever otherwise.
 */
export function openLineStream(response: Response, { stalledReaderMs }: { stalledReaderMs: number }): LineStream {
  response.statusCode = 200;
  response.setHeader('content-type', 'application/x-ndjson');
  response.setHeader('cache-control', 'no-cache, no-transform');
  response.setHeader('x-accel-buffering', 'no');
  response.socket?.setNoDelay(true);
  response.flushHeaders();
  const gone = disconnectSignal(response);

  const drained = async (): Promise<void> => {
    const tooLong = AbortSignal.timeout(stalledReaderMs);
    try {
      await once(response, 'drain', { signal: AbortSignal.any([gone, tooLong]) });
    } catch {
      response.destroy();
      if (!tooLong.aborted) throw new TuneloopError('ABORTED', 'The client went away.');
      throw new TuneloopError('TIMEOUT', 'The client took nothing of the stream for too long.');
    }
  };
  const lineOf = (value: object): string => `${JSON.stringify(value)}\n`;

  return {
    send: (value) => (response.write(lineOf(value)) ? undefined : drained()),
    offer: (value) => {
      if (!response.writableNeedDrain) response.write(lineOf(value));
    },
    end: (value) => void response.end(value && lineOf(value)),
    fail: (thrown, logger) => {
      if (response.destroyed) return;
      const error = refusalOf(response) ?? thrown;
      const { status, body } = encodeOllamaError(error);
      logServerError(response, error, status, logger);
      response.end(lineOf(body));
    },
  };
}
