import type { KeyList, Scope } from './key-queries.ts';
import { hasEnded } from './limits.ts';

/**
 * What becomes of the server when a change leaves it with keys of these scopes:
 *
 * - `locks-out`: nobody could administer it over HTTP
 * - `shuts-out`: nobody could use it
 * - `opens`: everybody who reaches it could use it
 */
export type Consequence = 'locks-out' | 'shuts-out' | 'opens';

type Facts = Pick<KeyList, 'configured_key' | 'open_without_keys'>;

interface Left {
  scopes: readonly Scope[];
  expires_at: number | null;
}

function consequenceOf(facts: Facts, left: readonly Left[]): Consequence | undefined {
  if (facts.configured_key) return undefined;
  if (left.length === 0) return facts.open_without_keys ? 'opens' : 'shuts-out';
  return left.some((key) => key.scopes.includes('admin') && !hasEnded(key)) ? undefined : 'locks-out';
}

export function consequenceOfRevoking(list: KeyList, id: string): Consequence | undefined {
  return consequenceOf(
    list,
    list.data.filter((key) => key.id !== id),
  );
}

export function consequenceOfMaking(list: KeyList, scopes: readonly Scope[]): Consequence | undefined {
  return consequenceOf(list, [...list.data, { scopes, expires_at: null }]);
}
