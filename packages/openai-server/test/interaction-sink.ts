import type { EventSink, Interaction } from '@tuneloop/protocol';

/** Keeps the interactions that it is given, in order. */
export function createInteractionSink(): EventSink & { interactions: Interaction[] } {
  const interactions: Interaction[] = [];
  return {
    interactions,
    write(record) {
      if (record.type === 'interaction') interactions.push(record.interaction);
    },
  };
}
