const longest = 50_000;
/** Control characters (such as those of terminals), and marks that turn the direction of what follows. */
// oxlint-disable-next-line eslint/no-control-regex -- they are what is looked for
const hidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\r(?!\n)/g;

/** Text with what cannot be seen made visible: what it seems to say and what it says are the same. */
export function withVisibleMarks(content: string): string {
  return content.replaceAll(hidden, (mark) => `\\u${mark.codePointAt(0)!.toString(16).padStart(4, '0')}`);
}

/** Text from elsewhere as it is, with what cannot be seen made visible, and cut where it is very long. */
export function visibleText(content: string): string {
  const shown =
    content.length > longest ? `${content.slice(0, longest)}\n… (${content.length - longest} more)` : content;
  return withVisibleMarks(shown);
}
