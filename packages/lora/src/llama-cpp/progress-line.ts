/** One line of the bar that the program draws. */
export interface ProgressLine {
  phase: 'train' | 'val';
  /** Windows of this epoch that are done, and all of them. */
  completed: number;
  total: number;
  /** Mean over the epoch so far; `NaN` when it is no number any more. */
  loss: number;
  /** Of this epoch. */
  etaSeconds: number;
}

const pattern =
  /^(?<phase>train|val):\s*\[.*\] data=(?<completed>\d+)\/(?<total>\d+) loss=(?<loss>\S+?)±.* ETA=(?<hours>\d+):(?<minutes>\d+):(?<seconds>\d+)/;

/** Reads what `ggml_opt_epoch_callback_progress_bar` of ggml writes. `undefined` for any other line. */
export function parseProgressLine(line: string): ProgressLine | undefined {
  const { phase, completed, total, loss, hours, minutes, seconds } = pattern.exec(line.trim())?.groups ?? {};
  if (phase !== 'train' && phase !== 'val') return undefined;
  return {
    phase,
    completed: Number(completed),
    total: Number(total),
    loss: Number(loss),
    etaSeconds: Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds),
  };
}
