/** `\(…\)`, `\[…\]`, or `$…$` that can be no price: nothing blank inside its ends, no digit behind it. */
const written = /\\\(([\s\S]+?)\\\)|\\\[([\s\S]+?)\\\]|(?<![\\$\w])\$(?![\s$])([^$\n]*[^\s$\\])\$(?![\d$])/g;
const code = /(^ {0,3}(?:`{3,}|~{3,})[\s\S]*?(?:^ {0,3}(?:`{3,}|~{3,})\s*$|(?![\s\S]))|`+[^`]*`+)/m;
const delimited = /\$\$|\\\(|\\\[|\$[^$\n]+\$/;

/** Whether there may be maths in it, for which a renderer has to be loaded. */
export const mayHaveMaths = (markdown: string): boolean => delimited.test(markdown);

/** Maths as models write it, in the one form that the parser of markdown knows: `$$…$$`. Code stays as it is. */
export function withOneDelimiter(markdown: string): string {
  return markdown
    .split(code)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part.replaceAll(written, (_all, inline?: string, display?: string, dollars?: string) =>
            display === undefined ? `$$${inline ?? dollars}$$` : `\n$$\n${display.trim()}\n$$\n`,
          ),
    )
    .join('');
}
