const fenceStart = /^ {0,3}(`{3,}|~{3,})/;
const listItem = /^ {0,3}(?:[-*+]|\d{1,9}[.)])\s/;
/** A link that is defined apart from where it stands, for which the whole text is needed. */
const linkDefinition = /^ {0,3}\[[^\]]+\]:/m;

/**
 * Markdown in pieces that mean the same alone as together, so that of an answer which grows only the last one has to be
 * read again.
 */
export function splitBlocks(markdown: string): string[] {
  if (linkDefinition.test(markdown)) return [markdown];
  const blocks: string[] = [];
  let block: string[] = [];
  let end: ((line: string) => boolean) | undefined;
  const isContinued = (line: string): boolean =>
    /^(?: {2,}|\t)/.test(line) || (listItem.test(line) && block.length > 0 && listItem.test(block[0]!));

  for (const line of markdown.split('\n')) {
    const isAfterGap = block.at(-1)?.trim() === '';
    if (!end && isAfterGap && line.trim() !== '' && !isContinued(line)) {
      blocks.push(block.join('\n'));
      block = [];
    }
    if (block.length > 0 || line.trim() !== '') block.push(line);
    if (end) {
      if (end(line)) end = undefined;
    } else end = endOfVerbatim(line);
  }
  if (block.length > 0) blocks.push(block.join('\n'));
  return blocks;
}

/** For a line that begins code or maths, in which blank lines may stand: which line ends it. */
function endOfVerbatim(line: string): ((line: string) => boolean) | undefined {
  const fence = fenceStart.exec(line)?.[1];
  if (fence !== undefined) {
    const closing = new RegExp(`^ {0,3}${fence[0]}{${fence.length},}\\s*$`);
    return (later) => closing.test(later);
  }
  const trimmed = line.trim();
  if (trimmed === '$$' || (trimmed.startsWith('$$') && !trimmed.slice(2).includes('$$'))) {
    return (later) => later.includes('$$');
  }
  if (trimmed.startsWith('\\[') && !trimmed.includes('\\]')) return (later) => later.includes('\\]');
  return undefined;
}
