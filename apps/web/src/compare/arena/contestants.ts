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

/** What is chosen where the address says nothing, or names what is not there: the first two models. */
export function chosenContestants(
  chosen: { first?: string | undefined; second?: string | undefined },
  models: readonly string[],
): Contestants {
  const known = (name: string | undefined, fallback: string): string =>
    name !== undefined && (name === anyModel || models.includes(name)) ? name : fallback;
  const [one = anyModel, other = one] = models;
  return { first: known(chosen.first, one), second: known(chosen.second, other) };
}
