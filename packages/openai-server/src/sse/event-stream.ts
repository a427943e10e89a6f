import { TuneloopError } from '@tuneloop/protocol';
import type { Response } from 'express';

export interface EventStream {
  /** Sends an event. What it returns, if anything, must be waited for before the next is made: the reader is slow. */
  send(event: ServerSentEvent): Promise<void> | undefined;
  /** Ends the response, with a last event if one is given; waits for nobody. */
  end(event?: ServerSentEvent): void;
}

export interface ServerSentEvent {
  /** What a browser sends as `Last-Event-ID` when it connects again. */
  id?: string | undefined;
  /** What its `event:` line says; without a name it has none. */
  name?: string | undefined;
  /** One line. */
  data: string;
}

export interface EventStreamOptions {
  keepAliveMs: number;
  stalledReaderMs: number;
  /** What keeps a silent stream alive; a comment where left out. */
  keepAlive?: ServerSentEvent | undefined;
}

/**
 * Sends the headers of a `text/event-stream` at once and keeps it alive while nothing is sent.
 *
 * A reader that takes nothing for `stalledReaderMs` is cut off (`TIMEOUT`): it would hold a slot for ever otherwise.
 */
export function openEventStream(response: Response, options: EventStreamOptions): EventStream {
  response.statusCode = 200;
  response.setHeader('content-type', 'text/event-stream; charset=utf-8');
  response.setHeader('cache-control', 'no-cache, no-transform');
  response.setHeader('x-accel-buffering', 'no');
  response.socket?.setNoDelay(true);
  response.flushHeaders();

  const signOfLife = options.keepAlive ? frame(options.keepAlive) : ': keep-alive\n\n';
  const keepAlive = setInterval(() => {
    if (!response.writableNeedDrain) response.write(signOfLife);
  }, options.keepAliveMs);
  keepAlive.unref();
  response.once('close', () => clearInterval(keepAlive));

  return {
    send: (event) => {
      keepAlive.refresh();
      return response.write(frame(event)) ? undefined : drained(response, options.stalledReaderMs);
    },
    end: (event) => {
      clearInterval(keepAlive);
      response.end(event && frame(event));
    },
  };
}

function frame({ id, name, data }: ServerSentEvent): string {
  return `${id === undefined ? '' : `id: ${id}\n`}${name === undefined ? '' : `event: ${name}\n`}data: ${data}\n\n`;
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
