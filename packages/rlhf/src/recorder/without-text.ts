import type { ComparisonChoice, Interaction, InteractionSettings, LogRecord, RatingValue } from '@tuneloop/protocol';

/** A record as the privacy setting `metadata` leaves it: who, when, which model, how long, and no text. */
export function withoutText(record: LogRecord): LogRecord {
  switch (record.type) {
    case 'interaction':
      return { ...record, interaction: interactionWithoutText(record.interaction) };
    case 'rating':
      return { ...record, rating: ratingWithoutText(record.rating) };
    case 'choice':
      return { ...record, choice: choiceWithoutText(record.choice) };
    case 'tool-call': {
      const { arguments: _arguments, error: _error, ...call } = record.call;
      return { ...record, call };
    }
    case 'comparison':
    case 'deletion':
      return record;
  }
}

/** Taking a comment or a correction back is no text, and stays. */
export function ratingWithoutText<T extends RatingValue>(rating: T): T {
  const { comment, correction, ...rest } = rating;
  return { ...rest, ...(comment === null && { comment }), ...(correction === null && { correction }) } as T;
}

export function choiceWithoutText<T extends Pick<ComparisonChoice, 'comment'>>(choice: T): T {
  const { comment: _comment, ...rest } = choice;
  return rest as T;
}

function interactionWithoutText(interaction: Interaction): Interaction {
  const { prompt: _prompt, tools: _tools, output: _output, tokens: _tokens, settings, error, ...rest } = interaction;
  return {
    ...rest,
    settings: settingsWithoutText(settings),
    // An error may quote what was asked or answered.
    ...(error && { error: { ...error, message: 'Not recorded (privacy: metadata).', details: {} } }),
  };
}

function settingsWithoutText(settings: InteractionSettings): InteractionSettings {
  const { stop: _stop, outputFormat, templateVariables: _variables, ...rest } = settings;
  const isPlain = outputFormat?.type === 'text' || outputFormat?.type === 'json-object';
  return { ...rest, ...(isPlain && { outputFormat }) };
}
