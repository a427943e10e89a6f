import type { TextAttachment } from './attachment.ts';

/** A piece of a question as it is shown: words, or a file that is folded. */
export type QuestionPiece = { kind: 'words'; text: string } | TextAttachment;

const block = /^File `([^`\n]+)`:\n(`{3,})[^`\n]*\n([\s\S]*?)\n?^\2$/gm;

/** The words of a question with the files below it, each as a named block of code that models and people can read. */
export function withFiles(words: string, files: readonly TextAttachment[]): string {
  return [words, ...files.map(fileBlock)].filter((piece) => piece !== '').join('\n\n');
}

function fileBlock({ name, content }: TextAttachment): string {
  const runs = content.match(/`{3,}/g) ?? [];
  // Longer than any in it, so that nothing in a file ends its block.
  const fence = '`'.repeat(Math.max(3, ...runs.map(({ length }) => length + 1)));
  const shown = name.replaceAll(/[`\n\r]/g, '_');
  const extension = /\.([\w+-]{1,12})$/.exec(shown)?.[1] ?? '';
  return `File \`${shown}\`:\n${fence}${extension}\n${content.replace(/\n$/, '')}\n${fence}`;
}

/** A question's words and files, in their order. */
export function piecesOf(text: string): QuestionPiece[] {
  const pieces: QuestionPiece[] = [];
  let end = 0;
  const addWords = (words: string): void => {
    if (words.trim() !== '') pieces.push({ kind: 'words', text: words.trim() });
  };
  for (const found of text.matchAll(block)) {
    addWords(text.slice(end, found.index));
    pieces.push({ kind: 'text', name: found[1]!, content: found[3]! });
    end = found.index + found[0].length;
  }
  addWords(text.slice(end));
  return pieces;
}
