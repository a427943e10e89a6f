import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

/** The options of a benchmark program; prints `usage` and ends when they are wrong or `--help` is asked for. */
export function programArguments<T extends ParseArgsOptionsConfig>(
  usage: string,
  options: T,
): ReturnType<typeof parseArgs<{ options: T }>>['values'] {
  try {
    const { values } = parseArgs({ options: { ...options, help: { type: 'boolean' as const } } });
    if ('help' in values && values.help) {
      console.log(usage);
      process.exit(0);
    }
    return values as never;
  } catch (error) {
    console.error(`${String(error instanceof Error ? error.message : error)}\n\n${usage}`);
    return process.exit(2);
  }
}

/** A whole number from `least`, or the program ends with an explanation. */
export function wholeNumber(name: string, value: string | undefined, fallback: number, least = 1): number {
  const number = value === undefined ? fallback : Number(value);
  if (Number.isInteger(number) && number >= least) return number;
  console.error(`--${name} must be a whole number from ${least}, not ${value}`);
  return process.exit(2);
}
