import { parseArgs } from 'node:util';

export interface CommandLine {
  help: boolean;
  version: boolean;
  configFile?: string | undefined;
}

export const usage = `Usage: tuneloop-server [--config FILE]

Serves a local language model with OpenAI's API, on http://127.0.0.1:8000 unless told otherwise.

  --config FILE  read this configuration file instead of ./tuneloop.config.{yaml,json,ts}
  --help         show this and end
  --version      show the version and end

Everything else is set in the configuration file, in .env or in the environment:
MODEL_PATH, HOST, PORT, API_KEY, N_CTX, … The command "tuneloop" has flags for all of it
("tuneloop serve --help"), and "tuneloop config" prints what is in force.
`;

/** Throws a plain `Error` for an argument that is not known. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { values } = parseArgs({
    args: [...args],
    options: { config: { type: 'string' }, help: { type: 'boolean' }, version: { type: 'boolean' } },
  });
  return { help: values.help ?? false, version: values.version ?? false, configFile: values.config };
}
