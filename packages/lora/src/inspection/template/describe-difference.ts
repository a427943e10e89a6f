type Written = { text: string; tokens: readonly number[] } | { error: string };

const shownCharacters = 30;

/** The first difference between what the trainer and serving write, as the end of a sentence; `undefined`: there is none. */
export function describeDifference(training: Written, serving: Written): string | undefined {
  // Serving finds another way to write what a template refuses; rows like that are refused by themselves, with their lines.
  if ('error' in training) return undefined;
  if ('error' in serving) return `the template of serving refuses: ${serving.error}.`;
  const at = firstDifference(training.text, serving.text);
  if (at !== undefined) {
    const before = training.text.slice(Math.max(0, at - shownCharacters), at);
    const shared = before === '' ? 'at the very beginning' : `after ${quote(before)}`;
    return `training writes ${partOf(training.text, at)} ${shared}, where serving writes ${partOf(serving.text, at)}.`;
  }
  const place = firstDifference(training.tokens, serving.tokens);
  if (place === undefined) return undefined;
  return `both write the same text, but training reads token ${idAt(training.tokens, place)} at place ${place}, where serving reads ${idAt(serving.tokens, place)}.`;
}

function firstDifference<T>(a: ArrayLike<T>, b: ArrayLike<T>): number | undefined {
  const length = Math.max(a.length, b.length);
  for (let index = 0; index < length; index++) if (a[index] !== b[index]) return index;
  return undefined;
}

function partOf(text: string, at: number): string {
  const part = text.slice(at, at + shownCharacters);
  return part === '' ? 'nothing more' : quote(part);
}

function quote(text: string): string {
  return JSON.stringify(text);
}

function idAt(tokens: readonly number[], place: number): string {
  return place < tokens.length ? String(tokens[place]) : 'nothing more';
}
