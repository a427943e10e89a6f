import { TuneloopError, type ComparisonChoice, type LogRecord, type RatingValue } from '@tuneloop/protocol';
import { redactChoice, redactRating, withRedactedText, type ValueRedactor } from './redacted-text.ts';
import { choiceWithoutText, ratingWithoutText, withoutText } from './without-text.ts';

/**
 * What of a generation is recorded: nothing, everything but text, or everything. What people say on purpose (ratings,
 * choices) is kept in any case; without its comments and corrections unless it is `full`.
 */
export type RecordingPrivacy = 'off' | 'metadata' | 'full';

/** What is left of text before it is written or told to anybody. */
export interface TextPolicy {
  /** Nothing when it must not be recorded at all. */
  record(record: LogRecord): LogRecord | undefined;
  /** Errors: `INVALID_REQUEST` when nothing is left. */
  rating(value: RatingValue): RatingValue;
  choice<T extends Pick<ComparisonChoice, 'comment'>>(choice: T): T;
}

export function createTextPolicy(privacy: RecordingPrivacy, redactor: ValueRedactor | undefined): TextPolicy {
  const isFull = privacy === 'full';
  return {
    record(record) {
      if (privacy === 'off' && (record.type === 'interaction' || record.type === 'tool-call')) return undefined;
      const kept = isFull ? record : withoutText(record);
      return redactor ? withRedactedText(kept, redactor) : kept;
    },
    rating(value) {
      const kept = isFull ? value : ratingWithoutText(value);
      if (saysSomething(value) && !saysSomething(kept)) {
        const message =
          'Comments and corrections are not kept here: recording is set to metadata only. Give a thumb, a score, tags or steps, or set recording.privacy to full.';
        throw new TuneloopError('INVALID_REQUEST', message);
      }
      return redactor ? redactRating(kept, redactor) : kept;
    },
    choice(choice) {
      const kept = isFull ? choice : choiceWithoutText(choice);
      return redactor ? redactChoice(kept, redactor) : kept;
    },
  };
}

function saysSomething(value: RatingValue): boolean {
  return Object.values(value).some((field) => field !== undefined);
}
