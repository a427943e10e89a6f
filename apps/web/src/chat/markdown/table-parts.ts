const delimiter = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;
const rowsAtOnce = 40;

/** A long table as tables of some rows each with the same head; `undefined` of what is anything else. */
export function tableParts(block: string): string[] | undefined {
  const lines = block.replace(/\n+$/, '').split('\n');
  const [head, marks, ...rows] = lines;
  if (marks === undefined || rows.length <= rowsAtOnce) return undefined;
  if (!marks.includes('|') || !delimiter.test(marks)) return undefined;
  if (![head!, ...rows].every((row) => row.startsWith('|'))) return undefined;
  const parts: string[] = [];
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    parts.push([head, marks, ...rows.slice(from, from + rowsAtOnce)].join('\n'));
  }
  return parts;
}
