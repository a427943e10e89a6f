import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { TuneloopError } from '@tuneloop/protocol';
import { createLogUpdate } from 'log-update';
import type { ServerAddress } from '../chat/server-client.ts';
import { formatFrame } from './frame.ts';
import { readFigures, type ServerFigures } from './read-figures.ts';
import { summarize, type Summary } from './summary.ts';

export interface WatchOptions {
  address: ServerAddress;
  intervalMs: number;
  signal: AbortSignal;
  styled: boolean;
  input: NodeJS.ReadStream;
  output: NodeJS.WriteStream;
}

const enterAlternateScreen = '\u001b[?1049h';
const leaveAlternateScreen = '\u001b[?1049l';
const interrupt = '\u0003';
/** A server that does not answer for so long is shown as away. */
const answerMs = 5000;

/**
 * Shows a server in the alternate screen of a terminal until `q`, Ctrl-C or `signal`. A server that goes away is shown as such,
 * and looked for again.
 */
export async function watchServer(options: WatchOptions): Promise<void> {
  const { address, intervalMs, signal, styled, input, output } = options;
  const leaving = new AbortController();
  const ended = AbortSignal.any([signal, leaving.signal]);
  let summary: Summary | undefined;
  let problem: string | undefined;
  const display = createLogUpdate(output);
  const draw = (): void => {
    const { columns, rows } = output;
    display(formatFrame(summary, { address: address.baseUrl, columns, rows: rows - 1, styled, problem }).join('\n'));
  };
  const onKey = (key: Buffer): void => {
    // In raw mode Ctrl-C is a character.
    if (['q', 'Q', interrupt].includes(key.toString().slice(0, 1))) leaving.abort();
  };
  output.write(enterAlternateScreen);
  input.setRawMode(true);
  input.on('data', onKey);
  input.resume();
  output.on('resize', draw);
  try {
    let before: ServerFigures | undefined;
    while (!ended.aborted) {
      draw();
      try {
        const now = await readFigures(address, AbortSignal.any([ended, AbortSignal.timeout(answerMs)]));
        summary = summarize(now, before);
        before = now;
        problem = undefined;
      } catch (error) {
        if (ended.aborted) break;
        problem = stripVTControlCharacters(TuneloopError.from(error).message);
      }
      draw();
      await sleep(intervalMs, undefined, { signal: ended }).catch(() => undefined);
    }
  } finally {
    output.off('resize', draw);
    input.off('data', onKey);
    input.setRawMode(false);
    input.pause();
    display.done();
    output.write(leaveAlternateScreen);
  }
}
