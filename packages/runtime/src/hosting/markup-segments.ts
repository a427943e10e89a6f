import type { PromptSegment } from '../template/index.ts';

/** Takes an output apart, so that `markup`, and nothing else in it, is read as control tokens again. */
export function markupSegments(output: string, markup: readonly string[]): PromptSegment[] {
  const segments: PromptSegment[] = [];
  let rest = output;
  while (rest !== '') {
    const found = firstOf(rest, markup);
    const text = rest.slice(0, found?.at ?? rest.length);
    if (text !== '') segments.push({ text, control: false });
    if (found !== undefined) segments.push({ text: found.text, control: true });
    rest = rest.slice(text.length + (found?.text.length ?? 0));
  }
  return segments;
}

function firstOf(text: string, markup: readonly string[]): { text: string; at: number } | undefined {
  const found = markup.map((marker) => ({ text: marker, at: text.indexOf(marker) })).filter(({ at }) => at !== -1);
  return found.reduce<(typeof found)[number] | undefined>(
    (a, b) => (a === undefined || b.at < a.at || (b.at === a.at && b.text.length > a.text.length) ? b : a),
    undefined,
  );
}
