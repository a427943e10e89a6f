export interface QuickExample {
  language: 'ts' | 'js' | 'sh';
  code: string;
}

const languages: Record<string, QuickExample['language']> = {
  ts: 'ts',
  typescript: 'ts',
  js: 'js',
  javascript: 'js',
  sh: 'sh',
  bash: 'sh',
  shell: 'sh',
};

/** The first code fence below the heading `## Example`, before any other heading of that level. */
export function quickExample(readme: string): QuickExample | undefined {
  const section = /^## Example\b.*$([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(readme)?.[1];
  const fence = section === undefined ? null : /^```(\w+)[^\n]*\n([\s\S]*?)^```/m.exec(section);
  const language = languages[fence?.[1] ?? ''];
  return language && fence?.[2] !== undefined ? { language, code: fence[2] } : undefined;
}

/** The package names in the readme's first `npm install …` line: what a reader has before running the example. */
export function installedNames(readme: string): string[] {
  const line = /^(?:\$ )?npm (?:install|i)\s+(.+)$/m.exec(readme)?.[1] ?? '';
  return line
    .split(/\s+/)
    .filter((word) => word !== '' && !word.startsWith('-'))
    .map((word) => word.replace(/(?<=.)@.*$/, ''));
}
