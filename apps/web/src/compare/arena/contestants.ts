/** In place of a model: any of those that there are. */
export const anyModel = '*';

/** What a person has chosen to compare. The same twice: two drafts of one. */
export interface Contestants {
  first: string;
  second: string;
}

/** Which models are asked: what was left to chance is drawn, and no model meets itself by chance. */
export function drawContestants(
  { first, second }: Contestants,
  models: readonly string[],
  random: () => number = Math.random,
): [string, string] {
  const draw = (other: string | undefined): string => {
    const others = models.filter((model) => model !== other);
    const from = others.length === 0 ? models : others;
    const drawn = from[Math.floor(random() * from.length)];
    if (drawn === undefined) throw new RangeError('There is no model to draw.');
    return drawn;
  };
  const fixed = second === anyModel ? undefined : second;
  const one = first === anyModel ? draw(fixed) : first;
  return [one, fixed ?? draw(one)];
}

/**
 * What is chosen: what the address says, also where it is not listed (yet), and otherwise the first two models. The server
 * tells what it does not know.
 */
export function chosenContestants(
  chosen: { first?: string | undefined; second?: string | undefined },
  models: readonly string[],
): Contestants {
  const [one = anyModel, other = one] = models;
  return { first: chosen.first ?? one, second: chosen.second ?? other };
}

/** All that can be chosen for a side, with what is chosen already. */
export function namesToChoose(models: readonly string[], chosen: Contestants): string[] {
  const names = new Set([...models, chosen.first, chosen.second]);
  names.delete(anyModel);
  return [...names];
}
