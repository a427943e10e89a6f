import type { RunFolder } from '../run/run-folder.ts';
import type { TrainingConfig } from './training-config.ts';

/** The configuration with the rows that `prepareEarlierRows` wrote, in place of the files that they came from. */
export function withEarlierRows<Config extends Pick<TrainingConfig, 'continual'>>(
  config: Config,
  { replay: replayFile, ewc: ewcFile }: RunFolder,
): Config {
  const { replay, ewc } = config.continual;
  return {
    ...config,
    continual: {
      ...(replay && { replay: { ...replay, data: replayFile } }),
      ...(ewc && { ewc: { ...ewc, data: ewcFile } }),
    },
  };
}
