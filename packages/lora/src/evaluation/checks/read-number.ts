const pattern = /(?<![\d.])[-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:e[-+]?\d+)?/gi;

/** The last number in a text, as most answers end with their result; with `,` between thousands and `.` before decimals. */
export function readNumber(text: string): number | undefined {
  const numbers = [...text.matchAll(pattern)].map(([found]) => found).filter((found) => /\d/.test(found));
  const last = numbers.at(-1);
  return last === undefined ? undefined : Number(last.replaceAll(',', '').replace('−', '-'));
}
