const start = /^( {0,3})(`{3,}|~{3,})([^\n]*)$/;

export interface CodeFence {
  indentation: number;
  /** The first word behind it; empty without one. */
  language: string;
  isEnd: (line: string) => boolean;
}

/** For a line that begins a block of code. */
export function codeFence(line: string): CodeFence | undefined {
  const [, indentation, fence, info] = start.exec(line) ?? [];
  if (indentation === undefined || fence === undefined || info === undefined) return undefined;
  if (fence.startsWith('`') && info.includes('`')) return undefined;
  const language = info.trim().split(/\s/, 1)[0]!;
  const isEnd = (later: string): boolean => {
    const text = later.trim();
    return text.length >= fence.length && text === fence[0]!.repeat(text.length) && !/^ {4}|^\t/.test(later);
  };
  return { indentation: indentation.length, language, isEnd };
}

/** A block that is nothing but code, which needs no parser: its end may be still to come. */
export function codeOf(block: string): { language: string; code: string } | undefined {
  const newline = block.indexOf('\n');
  const fence = codeFence(newline === -1 ? block : block.slice(0, newline));
  if (!fence || fence.indentation > 0) return undefined;
  if (newline === -1) return { language: fence.language, code: '' };
  const text = block.slice(newline + 1).replace(/\n+$/, '');
  const last = text.lastIndexOf('\n') + 1;
  const code = fence.isEnd(text.slice(last)) ? text.slice(0, Math.max(0, last - 1)) : text;
  return { language: fence.language, code };
}
