import { styleText } from 'node:util';
import { createKeptLog, createLogger, createPlatform, loadConfig, runServer } from '@tuneloop/platform';
import { configRequest } from '../config-options.ts';
import { warning } from '../notice.ts';
import { createServerProgress } from '../terminal/server-progress.ts';

/** Serves until a signal comes; notices for people go to standard output, the log to standard error. */
export async function serve(options: object): Promise<void> {
  const loadedConfig = await loadConfig(configRequest({ ...options }));
  const { config, warnings } = loadedConfig;
  for (const text of warnings) warning(text);

  const { stderr, stdout } = process;
  const progress = createServerProgress(stderr);
  const destination = {
    isTTY: stderr.isTTY,
    write: (line: string): void => progress.above(() => stderr.write(line)),
  };
  const keptLog = createKeptLog();
  const logger = createLogger({ ...config.log, destination, history: keptLog });
  await using platform = await createPlatform(config, { logger, keptLog, loadedConfig, onProgress: progress.show });
  platform.host.watch(({ status }) => {
    if (status !== 'starting') progress.clear();
  });
  process.exitCode = await runServer(platform, {
    onNotice: ({ kind, text }) => {
      const shown = kind === 'ready' ? styleText('green', text) : text;
      progress.above(() => stdout.write(`${shown}\n`));
    },
  });
}
