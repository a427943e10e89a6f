import { styleText } from 'node:util';
import { SingleBar } from 'cli-progress';
import type { JobGraphEvent } from '@tuneloop/protocol';
import { barStyle, lineIntervalMs } from '../terminal/bar-style.ts';
import { withoutControlCharacters } from '../terminal/control-characters.ts';
import { nameFlags } from './flag-names.ts';
import { createRunProgress, titleOf, type RunProgress } from './run-progress.ts';

/** A run on a terminal, while it goes. */
export interface RunDisplay {
  show(event: JobGraphEvent): void;
  /** Leaves the terminal as it was. */
  stop(): void;
}

/** On a terminal a bar with what is done now; elsewhere a line for each step, and one now and then while it trains. */
export function createRunDisplay(stream: NodeJS.WriteStream): RunDisplay {
  return stream.isTTY ? createBar(stream) : createLines(stream);
}

/** What is said in a line of its own, whatever moves below it. */
function lineOf(shown: JobGraphEvent, current: string): string | undefined {
  const line = describe(shown, current);
  return line === undefined ? undefined : nameFlags(line);
}

function describe({ step, event }: JobGraphEvent, current: string): string | undefined {
  if (event.type === 'result') return `${titleOf(step)}: done`;
  if (event.type === 'failed') return `${titleOf(step)}: failed: ${event.error.message}`;
  // What would have come after it was never begun.
  if (event.type === 'cancelled' && step === current) return `${titleOf(step)}: stopped`;
  if (event.type === 'log') return event.level === 'warn' ? `note: ${event.message}` : event.message;
  if (event.type === 'metrics' && event.values['eval_loss'] !== undefined) {
    return `step ${event.step}: held-out loss ${event.values['eval_loss'].toFixed(3)}`;
  }
  return undefined;
}

function createBar(stream: NodeJS.WriteStream): RunDisplay {
  const progress = createRunProgress();
  let bar: SingleBar | undefined;
  let title = '';

  const draw = (): void => {
    if (bar === undefined || title !== progress.title) {
      bar?.stop();
      ({ title } = progress);
      bar = new SingleBar({
        ...barStyle,
        stream,
        format: `${title} {bar} {state}`,
        clearOnComplete: true,
        linewrap: true,
      });
      bar.start(progress.total ?? 0, progress.completed, { state: progress.state });
    }
    bar.setTotal(progress.total ?? 0);
    bar.update(progress.completed, { state: progress.state });
  };
  const clear = (): void => {
    bar?.stop();
    bar = undefined;
  };

  return {
    show(event) {
      progress.add(event);
      const line = lineOf(event, progress.step);
      if (line !== undefined) {
        clear();
        writeLine(stream, line);
      }
      if (event.event.type === 'started' || event.event.type === 'progress' || event.event.type === 'metrics') draw();
    },
    stop: clear,
  };
}

function createLines(stream: NodeJS.WriteStream): RunDisplay {
  const progress: RunProgress = createRunProgress();
  let title = '';
  let printedAt = 0;
  return {
    show(event) {
      progress.add(event);
      const line = lineOf(event, progress.step);
      if (line !== undefined) writeLine(stream, line);
      const isMoving = event.event.type === 'progress' || event.event.type === 'metrics';
      const isNew = progress.title !== title && (isMoving || event.event.type === 'started');
      if (!isNew && !(isMoving && Date.now() - printedAt >= lineIntervalMs)) return;
      title = progress.title;
      printedAt = Date.now();
      writeLine(stream, progress.state === '' ? `${title} …` : `${title}: ${progress.state}`);
    },
    stop: () => undefined,
  };
}

function writeLine(stream: NodeJS.WriteStream, text: string): void {
  stream.write(`${styleText('dim', withoutControlCharacters(text), { stream })}\n`);
}
