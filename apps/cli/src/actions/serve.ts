import { styleText } from 'node:util';
import { createPlatform, loadConfig, runServer } from '@tuneloop/platform';
import { configRequest } from '../config-options.ts';
import { warning } from '../notice.ts';
import { createProgressDisplay, type ProgressDisplay } from '../terminal/progress.ts';

/** Serves until a signal comes; notices for people go to standard output, the log to standard error. */
export async function serve(options: object): Promise<void> {
  const { config, warnings } = await loadConfig(configRequest({ ...options }));
  for (const text of warnings) warning(text);

  // One display for each attempt to load: it leaves the terminal to the notices as soon as one is due.
  let display: ProgressDisplay | undefined;
  const stopDisplay = (): void => {
    display?.stop();
    display = undefined;
  };
  await using platform = await createPlatform(config, {
    onProgress: (event) => {
      display ??= createProgressDisplay(process.stderr);
      display.listener(event);
    },
  });
  platform.host.watch(({ status }) => {
    if (status !== 'starting') stopDisplay();
  });
  process.exitCode = await runServer(platform, {
    onNotice: ({ kind, text }) => {
      stopDisplay();
      const shown = kind === 'ready' ? styleText('green', text) : text;
      process.stdout.write(`${shown}\n`);
    },
  });
}
