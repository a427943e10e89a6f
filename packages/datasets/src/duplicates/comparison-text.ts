/** Keys of messages and records whose strings say nothing of the content. */
const structuralKeys: ReadonlySet<string> = new Set(['role', 'type', 'id', 'tool_call_id', 'name', 'source']);

/**
 * What of a row is compared: all its strings in their order, at any depth, but for roles, types and ids. Two rows that
 * differ in numbers alone have the same text.
 */
export function textOfRow(row: unknown): string {
  const parts: string[] = [];
  collect(row, parts);
  return parts.join('\n');
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
