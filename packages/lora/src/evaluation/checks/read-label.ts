/**
 * The label that an answer gives: the whole of it (case, white space and punctuation at the ends aside), or else the only
 * one that stands in it as a word. `undefined` where it names none or several.
 */
export function readLabel(text: string, labels: readonly string[]): string | undefined {
  const said = bare(text);
  const same = labels.find((label) => bare(label) === said);
  if (same !== undefined) return same;
  const named = labels.filter((label) => standsIn(said, bare(label)));
  // A label within another one ("toxic" in "non toxic") is not named by it.
  const outer = named.filter((label) => !named.some((other) => other !== label && bare(other).includes(bare(label))));
  return outer.length === 1 ? outer[0] : undefined;
}

function bare(text: string): string {
  return text.toLowerCase().replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
}

function standsIn(text: string, label: string): boolean {
  const isWordCharacter = (character: string | undefined): boolean =>
    character !== undefined && /[\p{L}\p{N}_]/u.test(character);
  for (let at = text.indexOf(label); at !== -1; at = text.indexOf(label, at + 1)) {
    if (!isWordCharacter(text[at - 1]) && !isWordCharacter(text[at + label.length])) return true;
  }
  return false;
}
