/** What becomes of the parts of a JSON text. `key` is the one that a value stands under, '' for none. */
export interface JsonTextEdits {
  string: (content: string, key: string) => string;
  /** A number as it is written; a string in return is written as one. */
  number: (literal: string, key: string) => string | number;
  key: (key: string) => string;
}

/** The text itself when it is a JSON object or array. */
export function jsonTextOf(text: string): string | undefined {
  if (!/^\s*[[{]/.test(text) || !/[\]}]\s*$/.test(text)) return undefined;
  try {
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}

/**
 * Edits a valid JSON text where it stands: order, white space, repeated keys and long numbers stay as they were written.
 * A key holds for what is directly under it and for the items of an array there.
 */
export function redactJsonText(text: string, edits: JsonTextEdits): string {
  let result = '';
  let from = 0;
  const keys: string[] = [''];
  const replace = (start: number, end: number, replacement: string): void => {
    result += text.slice(from, start) + replacement;
    from = end;
  };
  for (let index = 0; index < text.length; index++) {
    const character = text[index]!;
    if (character === '{') keys.push('');
    else if (character === '[') keys.push(keys.at(-1)!);
    else if (character === '}' || character === ']') keys.pop();
    else if (character === '"') {
      const end = endOfString(text, index);
      const content = JSON.parse(text.slice(index, end)) as string;
      const isKey = /\s*:/y;
      isKey.lastIndex = end;
      const edited = isKey.test(text) ? edits.key(content) : edits.string(content, keys.at(-1)!);
      if (isKey.lastIndex > 0) keys[keys.length - 1] = content;
      if (edited !== content) replace(index, end, JSON.stringify(edited));
      index = end - 1;
    } else if (/[-\d]/.test(character)) {
      const number = /-?\d[\d.eE+-]*/y;
      number.lastIndex = index;
      const literal = number.exec(text)![0];
      const edited = edits.number(literal, keys.at(-1)!);
      if (typeof edited === 'string') replace(index, index + literal.length, JSON.stringify(edited));
      index += literal.length - 1;
    }
  }
  return result + text.slice(from);
}

/** Where the string that begins at `start` ends, exclusive. */
function endOfString(text: string, start: number): number {
  let end = start + 1;
  while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end + 1;
}
