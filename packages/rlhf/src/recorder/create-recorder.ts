import { randomUUID } from 'node:crypto';
import { TuneloopError, type EventSink, type InteractionLog, type LogRecord } from '@tuneloop/protocol';
import type { ValueRedactor } from './redacted-text.ts';
import { createTextPolicy, type RecordingPrivacy, type TextPolicy } from './text-policy.ts';

export interface RecorderOptions {
  log: InteractionLog & EventSink;
  /** Who else is told: traces, metrics. They get what the log gets. */
  sinks?: readonly EventSink[] | undefined;
  /** What of each record is kept; a function is asked for each. */
  privacy: RecordingPrivacy | (() => RecordingPrivacy);
  /** What it finds is replaced before anything is written or told; a function is asked for each record. */
  redactor?: ValueRedactor | (() => ValueRedactor | undefined) | undefined;
  /** Told when a record could not be redacted (it is left out then), or a sink threw. By default nobody is. */
  onProblem?: ((problem: TuneloopError) => void) | undefined;
}

/** The one door to the log and to everybody else who is told: nothing behind it is unredacted. */
export interface Recorder extends EventSink {
  /** The log. What people say through it is redacted as well, and told to the sinks. */
  readonly log: InteractionLog;
}

/** Puts privacy and redaction in front of a log and other sinks. */
export function createRecorder(options: RecorderOptions): Recorder {
  const { log, sinks = [], privacy, redactor, onProblem } = options;
  const currentPolicy = followingPolicy(privacy, redactor);

  const tell = (to: readonly EventSink[], record: LogRecord): void => {
    for (const sink of to) {
      try {
        sink.write(record);
      } catch (error) {
        onProblem?.(TuneloopError.from(error));
      }
    }
  };

  const write = (record: LogRecord): void => {
    let kept: LogRecord | undefined;
    try {
      kept = currentPolicy().record(record);
    } catch (error) {
      // Rather lost than unredacted.
      onProblem?.(TuneloopError.from(error));
    }
    if (kept) tell([log, ...sinks], kept);
  };

  const tellDeletion = (what: { interaction: string } | { conversation: string; owner: string | undefined }): void => {
    const deletion = { id: `deletion_${randomUUID()}`, time: new Date().toISOString(), ...what };
    tell(sinks, { version: 1, type: 'deletion', deletion });
  };

  const recordedLog: InteractionLog = {
    get: (scope, id) => log.get(scope, id),
    list: (scope, query) => log.list(scope, query),
    records: (query, options) => log.records(query, options),
    timeline: (query, options) => log.timeline(query, options),
    getComparison: (scope, id) => log.getComparison(scope, id),

    async rate(scope, interaction, value, judge) {
      const rating = await log.rate(scope, interaction, currentPolicy().rating(value), judge);
      tell(sinks, { version: 1, type: 'rating', rating });
      return rating;
    },

    async compare(scope, wanted) {
      const comparison = await log.compare(scope, wanted);
      tell(sinks, { version: 1, type: 'comparison', comparison });
      return comparison;
    },

    async choose(scope, comparison, wanted, judge) {
      const choice = await log.choose(scope, comparison, currentPolicy().choice(wanted), judge);
      tell(sinks, { version: 1, type: 'choice', choice });
      return choice;
    },

    async delete(scope, id) {
      await log.delete(scope, id);
      tellDeletion({ interaction: id });
    },

    async deleteConversation(owner, conversation) {
      const count = await log.deleteConversation(owner, conversation);
      tellDeletion({ conversation, owner });
      return count;
    },
  };

  return { write, log: recordedLog };
}

/** Made anew when either is another than before. */
function followingPolicy(privacy: RecorderOptions['privacy'], redactor: RecorderOptions['redactor']): () => TextPolicy {
  let known: { privacy: RecordingPrivacy; redactor: ValueRedactor | undefined; policy: TextPolicy } | undefined;
  return () => {
    const now = {
      privacy: typeof privacy === 'function' ? privacy() : privacy,
      redactor: typeof redactor === 'function' ? redactor() : redactor,
    };
    if (known?.privacy !== now.privacy || known.redactor !== now.redactor) {
      known = { ...now, policy: createTextPolicy(now.privacy, now.redactor) };
    }
    return known.policy;
  };
}
