/**
 * Whether a letter, an underscore or a decimal point joins what begins (`side` -1) or ends (1) at `index` to what stands
 * before or after it. Scripts without spaces (Chinese, Japanese) do not.
 */
export function gluedToWord(text: string, index: number, side: -1 | 1): boolean {
  const next = text[side < 0 ? index - 1 : index];
  if (next === undefined) return false;
  if (/[\w\u00C0-\u024F]/.test(next)) return true;
  if (next !== '.' && next !== ',') return false;
  const beyond = text[side < 0 ? index - 2 : index + 1];
  return beyond !== undefined && /\d/.test(beyond);
}
