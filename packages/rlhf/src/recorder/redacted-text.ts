import type { ComparisonChoice, Interaction, LogRecord, RatingValue } from '@tuneloop/protocol';

/** Puts placeholders in place of what is sensitive: `createRedactor` of `@tuneloop/datasets`, or one's own. */
export interface ValueRedactor {
  /** Of any JSON value; within one call the same value gets the same placeholder. */
  redactValue<T>(value: T): T;
}

/**
 * A record without what the redactor finds. Ids, times, names of models and numbers stay as they are: what is found by
 * them must be found again, and digits in them are no telephone numbers.
 */
export function withRedactedText(record: LogRecord, redactor: ValueRedactor): LogRecord {
  switch (record.type) {
    case 'interaction':
      return { ...record, interaction: redactInteraction(record.interaction, redactor) };
    case 'rating':
      return { ...record, rating: redactRating(record.rating, redactor) };
    case 'choice':
      return { ...record, choice: redactChoice(record.choice, redactor) };
    case 'tool-call': {
      const { arguments: values, error, reason, ...rest } = record.call;
      return { ...record, call: { ...rest, ...redactor.redactValue({ arguments: values, error, reason }) } };
    }
    case 'comparison':
    case 'deletion':
      return record;
  }
}

export function redactRating<T extends RatingValue>(rating: T, redactor: ValueRedactor): T {
  const { comment, correction, tags, ...rest } = rating;
  return { ...rest, ...redactor.redactValue({ comment, correction, tags }) } as T;
}

export function redactChoice<T extends Pick<ComparisonChoice, 'comment'>>(choice: T, redactor: ValueRedactor): T {
  const { comment, ...rest } = choice;
  return { ...rest, ...redactor.redactValue({ comment }) } as T;
}

function redactInteraction(interaction: Interaction, redactor: ValueRedactor): Interaction {
  const { prompt, tools, output, tokens, user, client, tags, error, settings, ...rest } = interaction;
  const { stop, outputFormat, templateVariables, ...otherSettings } = settings;
  // In one call, so that one name has one placeholder; the prompt first, so that drafts of one prompt keep the same one.
  const text = redactor.redactValue({
    // Numbers of tokens are text that nobody can look into here.
    prompt: prompt?.type === 'tokens' ? undefined : prompt,
    tools,
    settings: { stop, outputFormat, templateVariables },
    output,
    user,
    client,
    tags,
    error: error && { message: error.message, details: error.details },
  });
  const isUntouched = tokens === undefined || JSON.stringify(text.output) === JSON.stringify(output);
  return {
    ...rest,
    ...text,
    settings: { ...otherSettings, ...text.settings },
    error: error && { ...error, ...text.error },
    tokens: isUntouched ? tokens : undefined,
  };
}
