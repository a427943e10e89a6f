import {
  TuneloopError,
  type Comparison,
  type ComparisonChoice,
  type EventSink,
  type Interaction,
  type InteractionLog,
  type InteractionQuery,
  type JudgedComparison,
  type JudgedInteraction,
  type LogScope,
  type Rating,
} from '@tuneloop/protocol';

export interface MemoryInteractionLog extends InteractionLog, EventSink {
  interactions: Interaction[];
  /** What `list` was asked for, with whose eyes. */
  queries: { scope: LogScope; query: InteractionQuery | undefined }[];
}

/** A log that forgets: the contract without files, and without filters but `after` and `limit`. */
export function createMemoryInteractionLog(): MemoryInteractionLog {
  const interactions: Interaction[] = [];
  const ratings: Rating[] = [];
  const comparisons: Comparison[] = [];
  const choices: ComparisonChoice[] = [];
  const queries: MemoryInteractionLog['queries'] = [];
  let next = 1;

  const isVisible = (scope: LogScope, { owner }: { owner?: string | undefined }): boolean =>
    scope === 'all' || scope.owner === owner;
  const judged = (interaction: Interaction): JudgedInteraction => ({
    interaction,
    ratings: ratings.filter((rating) => rating.interaction === interaction.id),
    choices: choices.filter((choice) =>
      comparisons.some(({ id, drafts }) => id === choice.comparison && drafts.includes(interaction.id)),
    ),
  });
  const find = (scope: LogScope, id: string): Interaction => {
    const found = interactions.find((interaction) => interaction.id === id && isVisible(scope, interaction));
    if (found) return found;
    throw new TuneloopError('NOT_FOUND', `There is no interaction "${id}".`);
  };
  const findComparison = (scope: LogScope, id: string): JudgedComparison => {
    const comparison = comparisons.find((each) => each.id === id && isVisible(scope, each));
    if (!comparison) throw new TuneloopError('NOT_FOUND', `There is no comparison "${id}".`);
    const drafts = comparison.drafts.map((draft) => find('all', draft));
    return { comparison, drafts, choices: choices.filter((choice) => choice.comparison === id) };
  };
  const stamp = (kind: string): { id: string; time: string } => ({
    id: `${kind}_${next++}`,
    time: new Date().toISOString(),
  });

  return {
    interactions,
    queries,
    write(record) {
      if (record.type === 'interaction') interactions.push(record.interaction);
    },
    get: async (scope, id) => judged(find(scope, id)),
    async list(scope, query = {}) {
      queries.push({ scope, query });
      const visible = interactions.filter((interaction) => isVisible(scope, interaction)).toReversed();
      const begin = query.after === undefined ? 0 : visible.indexOf(find(scope, query.after)) + 1;
      const end = begin + (query.limit ?? 20);
      return { interactions: visible.slice(begin, end).map(judged), hasMore: end < visible.length };
    },
    async *records(query = {}, { scope = 'all' } = {}) {
      queries.push({ scope, query });
      yield* interactions.filter((interaction) => isVisible(scope, interaction)).map(judged);
    },
    async timeline(query = {}, { scope = 'all' } = {}) {
      queries.push({ scope, query });
      const visible = interactions.filter((interaction) => isVisible(scope, interaction));
      if (visible.length === 0) return { total: 0, stepMs: 0, buckets: [] };
      const bucket = { start: visible[0]!.time, count: visible.length, up: 0, down: 0, failed: 0 };
      return { total: visible.length, stepMs: 1000, buckets: [bucket] };
    },
    async rate(scope, interaction, value, judge) {
      find(scope, interaction);
      const rating = { ...stamp('rating'), interaction, ...judge, ...value };
      ratings.push(rating);
      return rating;
    },
    async compare(scope, comparison) {
      for (const draft of comparison.drafts) find(scope, draft);
      const made = { ...comparison, time: stamp('').time };
      comparisons.push(made);
      return made;
    },
    getComparison: async (scope, id) => findComparison(scope, id),
    async choose(scope, comparison, choice, judge) {
      findComparison(scope, comparison);
      const made = { ...stamp('choice'), comparison, ...judge, ...choice };
      choices.push(made);
      return made;
    },
    async delete(scope, id) {
      interactions.splice(interactions.indexOf(find(scope, id)), 1);
    },
    async deleteConversation(owner, conversation) {
      const left = interactions.filter((each) => each.conversation !== conversation || each.owner !== owner);
      const count = interactions.length - left.length;
      interactions.splice(0, Infinity, ...left);
      return count;
    },
  };
}
