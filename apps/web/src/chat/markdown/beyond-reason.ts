/** Characters of one paragraph, list or part of a table. */
const longest = 20_000;
const mostMarks = 1500;
/** Quotes and lists within each other, deeper than which a parser that calls itself would run out of stack. */
const deep = /^[ \t]*(?:(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))[ \t]*){24,}/m;
const longRun = /([*_~])\1{63}|(?:\[|!\[){64}/;
const mark = /[*_~[\]<`]/g;

/**
 * Whether this is more than an answer has in one block, on which a parser of markdown would take seconds, or fail: it is
 * shown as it was written.
 */
export function isBeyondReason(block: string): boolean {
  if (block.length > longest || deep.test(block) || longRun.test(block)) return true;
  let marks = 0;
  while (marks <= mostMarks && mark.test(block)) marks += 1;
  mark.lastIndex = 0;
  return marks > mostMarks;
}
