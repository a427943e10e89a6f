import type { EventSink, InteractionLog, LogRecord } from '@tuneloop/protocol';
import { openInteractionLog, type InteractionLogOptions, type OpenInteractionLog } from '@tuneloop/rlhf/log';
import { TuneloopError } from '@tuneloop/protocol';

/** What could not be written, and why nothing can be at the moment, if that is so. */
export interface RecordingTrouble {
  /** Records since the start that are not in the log. */
  lost: number;
  failure: TuneloopError | undefined;
}

/** A log that is opened when it is first needed: making a platform leaves no file behind. */
export interface LazyLog extends InteractionLog, EventSink, AsyncDisposable {
  readonly trouble: RecordingTrouble;
  /** Errors: `STORE_FAILED`, `RESOURCE_EXHAUSTED`, `ABORTED` (closed). */
  open(): OpenInteractionLog;
}

export interface LazyLogOptions extends InteractionLogOptions {
  /** Records are written again; so many were lost in between. */
  onRecovered?: ((lost: number) => void) | undefined;
}

/** One that cannot be opened or written is tried again with the next record: models are served without it. */
export function createLazyLog(options: LazyLogOptions): LazyLog {
  let opened: OpenInteractionLog | undefined;
  let isClosed = false;
  const trouble: RecordingTrouble = { lost: 0, failure: undefined };
  let lostBefore = 0;

  const open = (): OpenInteractionLog => {
    if (isClosed) throw new TuneloopError('ABORTED', 'The server is stopping.');
    opened ??= openInteractionLog(options);
    return opened;
  };

  return {
    open,
    trouble,
    write(record: LogRecord) {
      try {
        open().append(record);
      } catch (error) {
        const failure = TuneloopError.from(error);
        if (trouble.failure === undefined) {
          lostBefore = trouble.lost;
          options.onProblem?.(failure);
        }
        trouble.failure = failure;
        trouble.lost += 1;
        return;
      }
      if (trouble.failure !== undefined) options.onRecovered?.(trouble.lost - lostBefore);
      trouble.failure = undefined;
    },
    get: async (scope, id) => open().get(scope, id),
    list: async (scope, query) => open().list(scope, query),
    async *records(query, recordsOptions) {
      yield* open().records(query, recordsOptions);
    },
    timeline: async (query, recordsOptions) => open().timeline(query, recordsOptions),
    rate: async (scope, interaction, value, judge) => open().rate(scope, interaction, value, judge),
    compare: async (scope, comparison) => open().compare(scope, comparison),
    getComparison: async (scope, id) => open().getComparison(scope, id),
    choose: async (scope, comparison, choice, judge) => open().choose(scope, comparison, choice, judge),
    delete: async (scope, id) => open().delete(scope, id),
    deleteConversation: async (owner, conversation) => open().deleteConversation(owner, conversation),
    async [Symbol.asyncDispose]() {
      isClosed = true;
      await opened?.close();
      opened = undefined;
    },
  };
}
