import { join } from 'node:path';
import type { ConversationStore, EventSink, InteractionLog, TuneloopError } from '@tuneloop/protocol';
import { createRecorder, type ValueRedactor } from '@tuneloop/rlhf/log';
import type { Config } from '../config/schema.ts';
import type { Logger } from '../logging/logger.ts';
import type { LiveSettings } from '../reload/live-settings.ts';
import type { RecordingFigures } from '../metrics/recording-metrics.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import { forgettingConversations } from './forgetting-conversations.ts';
import { createLazyLog, type LazyLog, type RecordingTrouble } from './lazy-log.ts';
import { createNetworkSinks } from './network-sinks.ts';

export interface RecordingOptions {
  config: Config;
  logger: Logger;
  tracing: Tracing;
  /** Left out, privacy and redaction stay as they are. */
  onReload?: LiveSettings['onReload'] | undefined;
  /** Who else is told; they get what the log gets. */
  sinks?: readonly EventSink[] | undefined;
}

/** What is recorded of this server's work, and how it is shown. */
export interface Recording extends AsyncDisposable {
  /** In front of the log and of everybody else who is told. */
  readonly sink: EventSink;
  /** `undefined` where nothing is recorded. */
  readonly interactions: InteractionLog | undefined;
  /** Behind privacy and redaction; for what reads it. */
  readonly log: LazyLog;
  /** For metrics. */
  readonly figures: RecordingFigures;
  /** Models are served whether or not what they say can be recorded. */
  readonly trouble: RecordingTrouble;
  /** The same conversations; what is deleted there is forgotten here too. */
  conversations(store: ConversationStore): ConversationStore;
}

/** Where the log of a configuration is. */
export function logFolder({ folders }: Pick<Config, 'folders'>): string {
  return join(folders.data, 'log');
}

/** Nothing is opened before the first record or question. */
export async function createRecording(options: RecordingOptions): Promise<Recording> {
  const { config, logger, tracing, onReload, sinks = [] } = options;
  const listeners: ((problem: TuneloopError) => void)[] = [];
  const onProblem = (problem: TuneloopError): void => {
    logger.error({ code: problem.code }, `recording: ${problem.message}`);
    for (const listener of listeners) listener(problem);
  };
  const onRecovered = (lost: number): void => logger.info({ lost }, 'recording goes on');
  const log = createLazyLog({ folder: logFolder(config), onProblem, onRecovered });
  let redactor = await createValueRedactor(config);
  onReload?.(['recording.redact'], async (next) => {
    const prepared = await createValueRedactor(next);
    return {
      commit: () => {
        redactor = prepared;
      },
    };
  });
  const network = await createNetworkSinks({ config, logger, log, tracing, onProblem });
  const recorder = createRecorder({
    log,
    sinks: [...sinks, ...network.sinks],
    privacy: () => config.recording.privacy,
    redactor: () => redactor,
    onProblem,
  });
  return {
    sink: recorder,
    interactions: config.recording.privacy === 'off' ? undefined : recorder.log,
    log,
    figures: {
      receivers: () => network.receivers,
      onProblem: (listener) => void listeners.push(listener),
    },
    trouble: log.trouble,
    conversations: (store) => forgettingConversations(store, recorder.log),
    async [Symbol.asyncDispose]() {
      await network[Symbol.asyncDispose]();
      await log[Symbol.asyncDispose]();
    },
  };
}

/** What finds telephone numbers is large: it is loaded only where it is wanted. */
async function createValueRedactor({ recording }: Config): Promise<ValueRedactor | undefined> {
  if (recording.redact === 'off') return undefined;
  const { createRedactor } = await import('@tuneloop/datasets');
  return createRedactor();
}
