/** What the prelude hands out to the world outside of QuickJS. */
interface Prelude {
  /** A value as JSON; as text where it has none. */
  toResult: (value: unknown) => string;
  /** What was thrown, with its stack. */
  describe: (thrown: unknown) => string;
}

/**
 * `console` and the way results leave QuickJS. Its source is evaluated in there, so it refers to nothing outside of itself;
 * what it needs of the language it takes before a program can change it.
 *
 * @param write 1 is standard output, 2 standard error.
 * @param maxOutput of one piece of output, in characters.
 * @param maxResult of a result or an error, in characters.
 */
export function vmPrelude(
  write: (stream: number, text: string) => void,
  maxOutput: number,
  maxResult: number,
): Prelude {
  const { stringify } = JSON;
  const toText = String;
  const toArray = Array.from;
  const fromEntries = Object.fromEntries;
  const isError = Error.prototype.isPrototypeOf.bind(Error.prototype) as (value: unknown) => boolean;
  const cut = Function.prototype.call.bind(String.prototype.slice) as (
    text: string,
    start: number,
    end: number,
  ) => string;

  const plain = (_key: string, value: unknown): unknown => {
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value === 'function') return `[function ${value.name}]`;
    if (value instanceof Map) return fromEntries(toArray(value));
    if (value instanceof Set) return toArray(value);
    if (isError(value)) return `${value as Error}`;
    return value;
  };
  const toJson = (value: unknown): string | undefined => {
    try {
      return stringify(value, plain);
    } catch {
      return undefined;
    }
  };
  const describe = (thrown: unknown): string => {
    // QuickJS throws it when no memory is left for an error.
    if (thrown === null) return 'Uncaught null, which the engine throws too when there is no memory left';
    try {
      if (!isError(thrown)) return cut(`Uncaught ${show(thrown)}`, 0, maxResult);
      const { stack } = thrown as Error;
      return cut(`${thrown as Error}${typeof stack === 'string' && stack !== '' ? `\n${stack}` : ''}`, 0, maxResult);
    } catch {
      return 'Uncaught exception that cannot be shown';
    }
  };
  const show = (value: unknown): string => {
    if (typeof value === 'string') return value;
    if (isError(value)) return describe(value);
    try {
      return (typeof value === 'object' ? toJson(value) : undefined) ?? toText(value);
    } catch {
      return '[object]';
    }
  };
  const print = (stream: number, values: unknown[]): void => {
    let line = '';
    for (let index = 0; index < values.length && line.length < maxOutput; index += 1) {
      line += (index === 0 ? '' : ' ') + cut(show(values[index]), 0, maxOutput);
    }
    write(stream, `${line}\n`);
  };
  const toStandardOutput = (...values: unknown[]) => print(1, values);
  const toStandardError = (...values: unknown[]) => print(2, values);
  Object.assign(globalThis, {
    print: toStandardOutput,
    console: {
      log: toStandardOutput,
      info: toStandardOutput,
      debug: toStandardOutput,
      table: toStandardOutput,
      dir: toStandardOutput,
      warn: toStandardError,
      error: toStandardError,
      trace: toStandardError,
    },
  });
  return {
    toResult(value) {
      if (value === undefined) return 'null';
      const json = typeof value === 'string' && value.length > maxResult ? undefined : toJson(value);
      if (json !== undefined && json.length <= maxResult) return json;
      return stringify(`${cut(json ?? show(value), 0, maxResult)}${json === undefined ? '' : '… [cut]'}`);
    },
    describe,
  };
}
