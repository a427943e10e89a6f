import type { EventSink, InteractionLog, LogRecord } from '@tuneloop/protocol';
import { openInteractionLog, type InteractionLogOptions, type OpenInteractionLog } from '@tuneloop/rlhf/log';
import { TuneloopError } from '@tuneloop/protocol';

/** A log that is opened when it is first needed: making a platform leaves no file behind. */
export interface LazyLog extends InteractionLog, EventSink, AsyncDisposable {
  /** Errors: `STORE_FAILED`, `RESOURCE_EXHAUSTED`, `ABORTED` (closed). */
  open(): OpenInteractionLog;
}

/** One that cannot be opened is tried again with the next record: models are served without it. */
export function createLazyLog(options: InteractionLogOptions): LazyLog {
  let opened: OpenInteractionLog | undefined;
  let isClosed = false;
  let isFailing = false;

  const open = (): OpenInteractionLog => {
    if (isClosed) throw new TuneloopError('ABORTED', 'The server is stopping.');
    opened ??= openInteractionLog(options);
    isFailing = false;
    return opened;
  };

  return {
    open,
    write(record: LogRecord) {
      try {
        open().write(record);
      } catch (error) {
        if (!isFailing) options.onProblem?.(TuneloopError.from(error));
        isFailing = true;
      }
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
