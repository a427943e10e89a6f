import { codeFence } from './code-fence.ts';

const listItem = /^ {0,3}(?:[-*+]|(\d{1,9})[.)])\s/;
/** A link that is defined apart from where it stands; footnotes (`[^…]:`) are not. A label has 999 characters at most. */
const linkDefinition = /^ {0,3}\[(?!\^)[^\]\n]{1,999}\]:/;
const footnote = /^ {0,3}\[\^[^\]\n]{1,999}\]:/m;
/** Characters, after which a list is continued in another block: reading it again with each item would take too long. */
const longList = 2000;

/**
 * Markdown in pieces that mean the same alone as together, so that of an answer which grows only the last one has to be
 * read again. Links that are defined elsewhere have their definitions in each piece that may use them.
 */
export function splitBlocks(markdown: string): string[] {
  // A footnote stands below the whole text.
  if (footnote.test(markdown)) return [markdown];
  const blocks: string[][] = [];
  const definitions: string[] = [];
  let block: string[] = [];
  let size = 0;
  let end: ((line: string) => boolean) | undefined;
  const isContinued = (line: string): boolean =>
    /^(?: {2,}|\t)/.test(line) || (listItem.test(line) && block.length > 0 && listItem.test(block[0]!));
  const next = (): void => {
    blocks.push(block);
    block = [];
    size = 0;
  };

  for (const line of markdown.split('\n')) {
    const isAfterGap = block.at(-1)?.trim() === '';
    if (!end && isAfterGap && line.trim() !== '' && !isContinued(line)) next();
    else if (!end && size > longList && continuesList(block[0]!, line)) next();
    if (block.length > 0 || line.trim() !== '') block.push(line);
    size += line.length;
    if (end) {
      if (end(line)) end = undefined;
    } else {
      if (linkDefinition.test(line)) definitions.push(line);
      end = endOfVerbatim(line);
    }
  }
  if (block.length > 0) next();
  const defined = definitions.length === 0 ? '' : `\n\n${definitions.join('\n')}`;
  return blocks.map((lines) => {
    const text = lines.join('\n');
    return defined !== '' && text.includes('[') && !codeFence(lines[0]!) ? text + defined : text;
  });
}

/** Whether the line is an item that can begin a list which goes on with the one that `first` began. */
function continuesList(first: string, line: string): boolean {
  const before = listItem.exec(first);
  const item = listItem.exec(line);
  if (!before || !item || /^\s/.test(line)) return false;
  // One that counts by itself (`1.` each time) would begin anew.
  return before[1] === undefined ? item[1] === undefined : Number(item[1]) > Number(before[1]);
}

/** For a line that begins code or maths, in which blank lines may stand: which line ends it. */
function endOfVerbatim(line: string): ((line: string) => boolean) | undefined {
  const fence = codeFence(line);
  if (fence) return fence.isEnd;
  const trimmed = line.trim();
  if (trimmed === '$$' || (trimmed.startsWith('$$') && !trimmed.slice(2).includes('$$'))) {
    return (later) => later.includes('$$');
  }
  if (trimmed.startsWith('\\[') && !trimmed.includes('\\]')) return (later) => later.includes('\\]');
  return undefined;
}
