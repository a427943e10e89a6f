import { TuneloopError, type InteractionLog, type LogRecord } from '@tuneloop/protocol';

/** Whether the log has a record. One that is about something `fresh` is new. */
export async function isKnown(
  log: Pick<InteractionLog, 'get' | 'getComparison'>,
  record: LogRecord,
  fresh: ReadonlyMap<string, LogRecord>,
): Promise<boolean> {
  switch (record.type) {
    case 'interaction':
      return (await found(log.get('all', record.interaction.id))) !== undefined;
    case 'rating': {
      const { id, interaction } = record.rating;
      if (fresh.has(`interaction ${interaction}`)) return false;
      const judged = await found(log.get('all', interaction));
      return judged?.ratings.some((rating) => rating.id === id) ?? false;
    }
    case 'comparison':
      return (await found(log.getComparison('all', record.comparison.id))) !== undefined;
    case 'choice': {
      const { id, comparison } = record.choice;
      if (fresh.has(`comparison ${comparison}`)) return false;
      const judged = await found(log.getComparison('all', comparison));
      return judged?.choices.some((choice) => choice.id === id) ?? false;
    }
    // Of these the log shows none to ask for; adding one again changes nothing.
    case 'tool-call':
    case 'deletion':
      return false;
  }
}

async function found<T>(lookup: Promise<T>): Promise<T | undefined> {
  try {
    return await lookup;
  } catch (error) {
    if (TuneloopError.isInstance(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
