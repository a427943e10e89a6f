/**
 * Words as BLEU counts them: the tokeniser `13a` of sacreBLEU, which is that of NIST's mteval-v13a.
 *
 * Source: Post (2018), "A Call for Clarity in Reporting BLEU Scores", arXiv:1804.08771.
 */
export function tokenize13a(text: string): string[] {
  const line = ` ${withoutMarkup(text)} `;
  return line
    .replaceAll(/([!-&(-+:-@/[-`{-~])/g, ' $1 ')
    .replaceAll(/([^0-9])([.,])/g, '$1 $2 ')
    .replaceAll(/([.,])([^0-9])/g, ' $1 $2')
    .replaceAll(/([0-9])(-)/g, '$1 $2 ')
    .split(/\s+/)
    .filter((word) => word !== '');
}

function withoutMarkup(text: string): string {
  return text
    .replaceAll('<skipped>', '')
    .replaceAll('-\n', '')
    .replaceAll('\n', ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>');
}
