const none: readonly RegExpExecArray[] = [];

/**
 * All matches of a global expression that never matches nothing. Not `matchAll`, which copies the expression each time: with many
 * short texts that is most of the time.
 */
export function allMatches(pattern: RegExp, text: string): readonly RegExpExecArray[] {
  pattern.lastIndex = 0;
  let match = pattern.exec(text);
  if (match === null) return none;
  const matches: RegExpExecArray[] = [];
  for (; match !== null; match = pattern.exec(text)) matches.push(match);
  return matches;
}
