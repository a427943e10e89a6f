import { shownCharacters } from '../shown-characters.ts';

/** Text in one line that Markdown takes for nothing else. */
export function escapeMarkdown(text: string): string {
  return shownCharacters(text)
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll(/[\\`*_{}[\]<>()#+!|~&]/g, String.raw`\$&`)
    .replace(/^(\d+)\.(?=\s|$)/, String.raw`$1\.`)
    .replace(/^([-=])(?=[-=\s]|$)/, String.raw`\$1`)
    .replaceAll(/(https?|ftp|mailto):/gi, '$1&#58;')
    .replaceAll('www.', 'www&#46;')
    .replaceAll('@', '&#64;');
}

/** Text as it is, in a block that none of its lines ends. */
export function fenced(text: string): string {
  const shown = shownCharacters(text);
  const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${shown}\n${fence}`;
}
