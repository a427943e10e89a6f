/** GBNF of one after the other: text as it stands there, and rules; empty where there is nothing. */
export function sequence(parts: readonly (string | { rule: string | undefined })[]): string {
  const rules = parts.map((part) => (typeof part !== 'string' ? part.rule : part === '' ? undefined : literal(part)));
  return rules.filter((rule) => rule !== undefined).join(' ');
}

export function literal(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`)}"`;
}
