/** Who sees what is written, as the server that serves the page says it in the page; elsewhere nothing is said. */
export function privacy(): string {
  const said = document.querySelector<HTMLMetaElement>('meta[name=tuneloop-privacy]')?.content ?? '';
  return said.startsWith('{{') ? '' : said;
}
