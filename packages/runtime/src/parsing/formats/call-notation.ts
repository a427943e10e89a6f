/** Text as it stands there, or GBNF for what is only known once the model has written it. */
export type NotationPart = string | { rule: string; example: string };

/** How calls are written. A grammar takes control tokens by their text. */
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
  /** How arguments are written, if not as one JSON object. */
  parameters?: ParameterNotation;
}

/** Arguments one by one. Values are JSON, but for text where that is written as it is. */
export interface ParameterNotation {
  /** Around the value. */
  around(key: string, isText: boolean): { before: readonly NotationPart[]; after: string };
  between: string;
  /** What ends text that is written as it is. */
  textEnd?: string;
  /** Nothing tells text from other values but the tool's schema. */
  untyped?: boolean;
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
    return `${example(notation.before(name))}${writeArguments(notation, text)}${notation.after}`;
  });
  return `${notation.open}${written.join(notation.between ?? '\n')}${notation.close}`;
}

function example(parts: readonly NotationPart[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : part.example)).join('');
}

function writeArguments({ parameters }: CallNotation, text: string): string {
  const values = parameters && membersOf(text);
  if (parameters === undefined || values === undefined) return text;
  const written = Object.entries(values).map(([key, value]) => {
    const isText = typeof value === 'string' && parameters.textEnd !== undefined;
    const { before, after } = parameters.around(key, isText);
    return `${example(before)}${isText ? value : JSON.stringify(value)}${after}`;
  });
  return written.join(parameters.between);
}

function membersOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
