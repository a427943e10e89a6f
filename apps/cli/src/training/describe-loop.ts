import type { LoopState } from '@tuneloop/platform';
import { withoutControlCharacters } from '../terminal/control-characters.ts';
import { formatFields } from '../terminal/table.ts';

/** How many ratings are new and what became of the last loop, for people. */
export function describeLoop({ newRatings, nextAt, last }: LoopState): string {
  const { published, error } = last ?? {};
  const fields: [string, string | undefined][] = [
    ['New ratings', String(newRatings)],
    ['Next', nextAt],
    ['Last loop', last && `${last.run}, ${last.status}, begun ${last.startedAt}`],
    ['Adapter', published && `${published.name}@${published.version}, ${published.live ? 'live' : 'not live'}`],
    ['Why', published?.reason ?? error?.message],
  ];
  const known = fields.filter((field): field is [string, string] => field[1] !== undefined);
  return withoutControlCharacters(formatFields(known));
}
