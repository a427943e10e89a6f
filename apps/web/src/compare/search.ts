/** What the address of the arena keeps. */
export interface ArenaSearch {
  first?: string;
  second?: string;
  /** Id of the comparison that is shown. */
  round?: string;
}

/** What the address of the queue keeps. */
export interface QueueSearch {
  model?: string;
  text?: string;
  /** Those that somebody has judged already, for a second opinion. */
  rating?: 'any';
  /** Id of the answer that is shown. */
  item?: string;
}

/** What the address of the leaderboard keeps. */
export interface LeaderboardSearch {
  days?: number;
}

type Search = Record<string, unknown>;

function texts<Name extends string>(search: Search, names: readonly Name[]): { [K in Name]?: string } {
  const given = names.flatMap((name) => {
    const value = search[name];
    return typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [];
  });
  return Object.fromEntries(given) as { [K in Name]?: string };
}

export const arenaSearch = (search: Search): ArenaSearch => texts(search, ['first', 'second', 'round']);

export function queueSearch(search: Search): QueueSearch {
  const isAny = search['rating'] === 'any';
  return { ...texts(search, ['model', 'text', 'item']), ...(isAny && { rating: 'any' }) };
}

export function leaderboardSearch({ days }: Search): LeaderboardSearch {
  return typeof days === 'number' && days > 0 ? { days } : {};
}
