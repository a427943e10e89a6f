import pino, { type DestinationStream, type Logger as PinoLogger } from 'pino';
import type { LogFormat, LogLevel } from '../config/schema.ts';
import { workDetails } from '../telemetry/work-context.ts';
import { createPrettyStream } from './pretty-stream.ts';

export type Logger = PinoLogger;

export interface LoggerOptions {
  level: LogLevel;
  format: LogFormat;
  /** Where the lines go; by default standard error. */
  destination?: DestinationStream & { isTTY?: boolean };
  /** Gets each line as well, as JSON. */
  history?: { append(line: string): void } | undefined;
}

/** Whatever a caller logs by mistake under these names is not printed. */
const redactedPaths = ['authorization', 'apiKey', 'token', 'key', 'messages', 'prompt', 'cookie', 'headers'].flatMap(
  (name) => [name, `*.${name}`, `*.*.${name}`],
);

/** A logger that writes JSON lines, or lines for people on a terminal. Prompts and keys are never logged. */
export function createLogger(options: LoggerOptions): Logger {
  const destination = options.destination ?? process.stderr;
  const pretty = options.format === 'pretty' || (options.format === 'auto' && destination.isTTY === true);
  const shown = pretty ? createPrettyStream(destination) : destination;
  return pino(
    {
      level: options.level,
      base: null,
      // Which request or job, and which trace, a line belongs to.
      mixin: () => workDetails(),
      redact: { paths: redactedPaths, censor: '[redacted]' },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: pino.stdSerializers.err, error: pino.stdSerializers.err },
    },
    options.history ? withHistory(shown, options.history) : shown,
  );
}

function withHistory(shown: DestinationStream, history: NonNullable<LoggerOptions['history']>): DestinationStream {
  return {
    write: (line) => {
      history.append(line);
      return shown.write(line);
    },
  };
}
