import { join } from 'node:path';
import type { ConversationStore, EventSink, InteractionLog, TuneloopError } from '@tuneloop/protocol';
import { createRecorder, type ValueRedactor } from '@tuneloop/rlhf/log';
import type { Config } from '../config/schema.ts';
import type { Logger } from '../logging/logger.ts';
import { forgettingConversations } from './forgetting-conversations.ts';
import { createLazyLog, type LazyLog } from './lazy-log.ts';
import { createNetworkSinks } from './network-sinks.ts';

export interface RecordingOptions {
  config: Config;
  logger: Logger;
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
  /** The same conversations; what is deleted there is forgotten here too. */
  conversations(store: ConversationStore): ConversationStore;
}

/** Where the log of a configuration is. */
export function logFolder({ folders }: Pick<Config, 'folders'>): string {
  return join(folders.data, 'log');
}

/** Nothing is opened before the first record or question. */
export async function createRecording(options: RecordingOptions): Promise<Recording> {
  const { config, logger, sinks = [] } = options;
  const { privacy } = config.recording;
  const onProblem = ({ code, message }: TuneloopError): void => logger.error({ code }, `recording: ${message}`);
  const log = createLazyLog({ folder: logFolder(config), onProblem });
  const redactor = await createValueRedactor(config);
  const network = await createNetworkSinks({ config, logger, log });
  const recorder = createRecorder({ log, sinks: [...sinks, ...network.sinks], privacy, redactor, onProblem });
  return {
    sink: recorder,
    interactions: privacy === 'off' ? undefined : recorder.log,
    log,
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
