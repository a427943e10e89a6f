/** Text as it stands there, or GBNF for what is only known once the model has written it. */
export type NotationPart = string | { rule: string; example: string };

/** How calls with JSON arguments are written. A grammar takes control tokens by their text. */
export interface CallNotation {
  /** Around all calls. */
  open: string;
  close: string;
  /** Between calls; without it an answer holds one alone. */
  between?: string;
  /** Up to a call's arguments. */
  before(name: string): readonly NotationPart[];
  /** Behind its arguments. */
  after: string;
}

export interface JsonNotationOptions {
  open?: string;
  close?: string;
  between?: string;
  nameKey?: string;
  argumentsKey?: string;
  /** Around each call's object. */
  each?: { open: string; close: string };
}

/** Calls that are JSON objects of a name and arguments. */
export function jsonNotation(options: JsonNotationOptions = {}): CallNotation {
  const { open = '', close = '', between, nameKey = 'name', argumentsKey = 'arguments', each } = options;
  return {
    open,
    close,
    ...(between !== undefined && { between }),
    before: (name) => [`${each?.open ?? ''}{"${nameKey}": ${JSON.stringify(name)}, "${argumentsKey}": `],
    after: `}${each?.close ?? ''}`,
  };
}

/** Calls in the notation, for what was said before. */
export function writeCalls(notation: CallNotation, calls: readonly { name: string; arguments: string }[]): string {
  const written = calls.map(({ name, arguments: text }) => {
    const before = notation.before(name).map((part) => (typeof part === 'string' ? part : part.example));
    return `${before.join('')}${text}${notation.after}`;
  });
  return `${notation.open}${written.join(notation.between ?? '\n')}${notation.close}`;
}
