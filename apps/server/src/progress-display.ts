import type { ProgressEvent, ProgressListener } from '@tuneloop/protocol';
import { Presets, SingleBar } from 'cli-progress';

const verbs: Record<ProgressEvent['phase'], string> = {
  download: 'Downloading',
  verify: 'Verifying',
  extract: 'Unpacking',
  load: 'Loading',
};
const secondsBetweenLines = 3;
const megabyte = 1e6;

export interface ProgressDisplay {
  show: ProgressListener;
  /** Takes the bar away, so that other lines can be written. */
  end(): void;
}

interface Output {
  isTTY?: boolean;
  write(text: string): unknown;
}

const title = ({ phase, label }: ProgressEvent): string => `${verbs[phase]} ${label ?? 'the model'}`;

/** A bar on a terminal; elsewhere a plain line now and then. */
export function createProgressDisplay(output: Output & NodeJS.WritableStream): ProgressDisplay {
  return output.isTTY === true ? barDisplay(output) : lineDisplay(output);
}

function barDisplay(output: NodeJS.WritableStream): ProgressDisplay {
  let bar: SingleBar | undefined;
  let shown = '';
  const end = (): void => {
    bar?.stop();
    bar = undefined;
    shown = '';
  };
  return {
    end,
    show(event) {
      if (event.total === undefined) return;
      const unit = event.phase === 'load' ? 10 : megabyte;
      const [value, total] = [Math.floor(event.completed / unit), Math.max(1, Math.ceil(event.total / unit))];
      const text = title(event);
      if (shown !== text) {
        end();
        const amount = event.phase === 'load' ? '' : ' | {value} of {total} MB | {eta_formatted} left';
        const format = `${text} [{bar}] {percentage} %${amount}`;
        bar = new SingleBar({ format, stream: output, clearOnComplete: true, hideCursor: true }, Presets.rect);
        bar.start(total, value);
        shown = text;
      }
      bar?.update(value);
    },
  };
}

function lineDisplay(output: Output): ProgressDisplay {
  let lastAt = -Infinity;
  let lastPhase = '';
  return {
    end: () => undefined,
    show(event) {
      const now = performance.now() / 1000;
      if (event.phase === lastPhase && now - lastAt < secondsBetweenLines) return;
      lastPhase = event.phase;
      lastAt = now;
      const share = event.total ? ` ${Math.floor((100 * event.completed) / event.total)} %` : '';
      output.write(`${title(event)}…${share}\n`);
    },
  };
}
