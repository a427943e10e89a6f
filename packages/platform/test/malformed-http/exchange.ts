import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Piece, RawCase } from './raw-case.ts';
import { readAnswers, type Answer } from './read-answers.ts';

export interface Exchange {
  answers: Answer[];
  connection: 'open' | 'closed';
}

/** How long nothing may happen before an exchange counts as over, once all answers are there. */
const quietMs = 25;

/**
 * Plays a case against a server on loopback. Ends when the server closes the connection, when as many answers as are
 * expected came and nothing follows, or after `limitMs`.
 */
export async function exchange(
  port: number,
  { send, end, answers, after }: RawCase,
  limitMs: number,
): Promise<Exchange> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.setNoDelay(true);
  const received: Buffer[] = [];
  let isClosed = false;
  let lastAt = performance.now();
  socket.on('error', () => (isClosed = true));
  socket.on('data', (chunk: Buffer) => {
    received.push(chunk);
    lastAt = performance.now();
  });
  socket.on('end', () => (isClosed = true));
  socket.on('close', () => (isClosed = true));
  const begun = performance.now();
  const isOver = (): boolean => isClosed || performance.now() - begun > limitMs;
  const write = async (bytes: Buffer): Promise<void> => {
    if (isClosed || socket.write(bytes)) return;
    // A server that reads no further closes the connection in the end.
    while (socket.writableNeedDrain && !isOver()) await delay(2);
  };

  for (const piece of send) {
    if (isOver()) break;
    if (isPause(piece)) await delay(piece.pauseMs);
    else for (const bytes of expand(piece, `127.0.0.1:${port}`)) await write(bytes);
  }
  if (end === 'half-close') socket.end();
  if (end === 'reset') {
    await delay(20);
    socket.resetAndDestroy();
  }
  const all = (): Answer[] => readAnswers(Buffer.concat(received));
  while (!isOver()) {
    await delay(5);
    if (
      after !== 'closed' &&
      performance.now() - lastAt > quietMs &&
      answers.length > 0 &&
      all().length >= answers.length
    )
      break;
  }
  const connection = isClosed ? 'closed' : 'open';
  socket.destroy();
  return { answers: all(), connection };
}

const isPause = (piece: Piece): piece is { pauseMs: number } => typeof piece === 'object' && 'pauseMs' in piece;

function* expand(piece: Exclude<Piece, { pauseMs: number }>, host: string): Generator<Buffer> {
  if (Buffer.isBuffer(piece)) {
    yield piece;
  } else if (typeof piece === 'string') {
    yield Buffer.from(piece.replaceAll('{host}', host), 'latin1');
  } else {
    const bytes = Buffer.from(piece.bytes, 'latin1');
    for (let time = 0; time < piece.times; time++) yield bytes;
  }
}
