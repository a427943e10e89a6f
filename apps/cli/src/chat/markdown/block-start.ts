import type { Style } from './style.ts';

/** What a line begins with. */
export type BlockStart =
  /** `marker` is shown in place of the first `length` characters, and the rest of the line follows, with a start of its own. */
  | { type: 'container'; length: number; marker: string; style: Style }
  | { type: 'heading'; length: number; style: Style }
  | { type: 'fence'; fence: string; language: string }
  | { type: 'rule' }
  | { type: 'text' };

const headingStyles: Style[] = [{ bold: true, underline: true }, { bold: true, underline: true }, { bold: true }];

/** Beginnings of lines that may still become something else than text. */
const undecided =
  /^\s*(?:#{0,6}|[-*+]|>|-{3,}\s*|\*{3,}\s*|_{1,}\s*|--|\*\*|`{1,2}|~{1,2}|`{3,}[^`]*|~{3,}.*|\d{1,9}[.)]?)$/;

/**
 * What a line begins with; `undefined` while that cannot be told.
 *
 * @param line as much of it as has come, without its end.
 */
export function blockStart(line: string, isWhole: boolean): BlockStart | undefined {
  if (!isWhole && undecided.test(line)) return undefined;
  if (/^\s*(?:-{3,}|\*{3,}|_{3,})\s*$/.test(line)) return { type: 'rule' };
  const fence = /^\s*(`{3,}|~{3,})\s*([^`]*)$/.exec(line);
  if (fence) return { type: 'fence', fence: fence[1]!, language: fence[2]!.trim() };
  const heading = /^ {0,3}(#{1,6})(?:\s+|$)/.exec(line);
  if (heading)
    return {
      type: 'heading',
      length: heading[0].length,
      style: headingStyles[heading[1]!.length - 1] ?? { bold: true },
    };
  const quote = /^\s*> ?/.exec(line);
  if (quote) return { type: 'container', length: quote[0].length, marker: '│ ', style: { dim: true } };
  const bullet = /^(\s*)[-*+]\s+/.exec(line);
  if (bullet) return { type: 'container', length: bullet[0].length, marker: `${bullet[1]}• `, style: {} };
  const numbered = /^\s*\d{1,9}[.)]\s+/.exec(line);
  if (numbered) return { type: 'container', length: numbered[0].length, marker: numbered[0], style: {} };
  return { type: 'text' };
}

/** Whether a line within a fenced block ends it, also one in a quote; `undefined` while that cannot be told. */
export function closesFence(line: string, fence: string, isWhole: boolean): boolean | undefined {
  const marker = fence[0]!;
  const run = new RegExp(`^[\\s>]*(\\${marker}*)\\s*$`).exec(line)?.[1];
  if (run === undefined) return false;
  return isWhole ? run.length >= fence.length : undefined;
}
