/** Texts that are compared each with its like: by the name of a column. */
export type TextsByColumn = Readonly<Record<string, string>>;

/** Keys of messages and records whose strings say nothing of the content. */
const structuralKeys: ReadonlySet<string> = new Set(['role', 'type', 'id', 'tool_call_id', 'name', 'source']);

/**
 * What of a row is compared: of each column all strings in their order, at any depth, but for roles, types and ids. So a pair of answers
 * is not like the same pair the other way round; neither are rows like each other whose true or false columns (`label`) differ.
 * Numbers are passed over.
 */
export function textsOfRow(row: unknown): TextsByColumn {
  if (typeof row !== 'object' || row === null) return { '': String(row) };
  const columns = Object.entries(row);
  const flags = columns.filter(([, value]) => typeof value === 'boolean').map(([name, value]) => `${name}=${value}`);
  const texts = columns.map(([name, value]): [string, string] => {
    const parts: string[] = [];
    if (typeof value !== 'string' || !structuralKeys.has(name)) collect(value, parts);
    return [[name, ...flags.toSorted()].join(' '), parts.join('\n')];
  });
  return Object.fromEntries(texts.filter(([, text]) => text !== ''));
}

function collect(value: unknown, parts: string[]): void {
  if (typeof value === 'string') parts.push(value);
  else if (Array.isArray(value)) for (const item of value) collect(item, parts);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (typeof item !== 'string' || !structuralKeys.has(key)) collect(item, parts);
    }
  }
}

/** The same for texts that differ in capitals, in white space, or in how Unicode composes their characters (NFKC). */
export function normalizedForComparison(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
}
