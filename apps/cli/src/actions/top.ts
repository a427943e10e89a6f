import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig } from '@tuneloop/platform';
import { serverAddress } from '../chat/connect.ts';
import { configRequest } from '../config-options.ts';
import { interruptible } from '../interrupts.ts';
import { warning } from '../notice.ts';
import { formatFrame } from '../top/frame.ts';
import { readFigures } from '../top/read-figures.ts';
import { summarize } from '../top/summary.ts';
import { watchServer } from '../top/watch-server.ts';

export interface TopOptions {
  url?: string;
  once?: boolean;
  json?: boolean;
  /** In seconds. */
  interval?: number;
}

const defaultInterval = 2;
/** Rates of a single picture are of so long. */
const onceMs = 1000;
const plainColumns = 120;

/** Where nobody looks, as in a pipe, one picture is all. */
export async function top(options: TopOptions): Promise<void> {
  const { interval = defaultInterval } = options;
  const loaded = await loadConfig(configRequest({ ...options }));
  for (const text of loaded.warnings) warning(text);
  const address = serverAddress(options.url, loaded);
  const { stdin, stdout } = process;
  await interruptible(async (signal) => {
    if (!options.once && !options.json && stdin.isTTY && stdout.isTTY) {
      const styled = stdout.hasColors() && !process.env['NO_COLOR'];
      await watchServer({ address, intervalMs: interval * 1000, signal, styled, input: stdin, output: stdout });
      return;
    }
    const before = await readFigures(address, signal);
    await sleep(onceMs, undefined, { signal });
    const summary = summarize(await readFigures(address, signal), before);
    const frame = { address: address.baseUrl, columns: stdout.columns ?? plainColumns, styled: false };
    stdout.write(`${options.json ? JSON.stringify(summary) : formatFrame(summary, frame).join('\n')}\n`);
  });
}
