#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { parseCommandLine, usage, type CommandLine } from './command-line.ts';
import { createProgressDisplay } from './progress-display.ts';

function version(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

async function serve(configFile: string | undefined): Promise<number> {
  // Not for the help.
  const { createKeptLog, createLogger, createPlatform, loadConfig, runServer } = await import('@tuneloop/platform');
  const loadedConfig = await loadConfig({ configFile });
  const { config, warnings } = loadedConfig;
  for (const warning of warnings) console.error(`Warning: ${warning}`);

  const { stderr } = process;
  // Where lines are read by programs, each is one of the log.
  const progress = createProgressDisplay(stderr, (line) => logger.info(line));
  process.once('exit', progress.clear);
  const destination = {
    isTTY: stderr.isTTY,
    write: (line: string): void => progress.above(() => stderr.write(line)),
  };
  const keptLog = createKeptLog();
  const logger = createLogger({ ...config.log, destination, history: keptLog });
  const platform = await createPlatform(config, { logger, keptLog, loadedConfig, onProgress: progress.show });
  platform.host.watch(({ status }) => {
    if (status !== 'starting') progress.clear();
  });
  return runServer(platform, { onNotice: ({ text }) => progress.above(() => console.log(text)) });
}

async function main(commandLine: CommandLine): Promise<number> {
  if (commandLine.help) {
    process.stdout.write(usage);
    return 0;
  }
  if (commandLine.version) {
    console.log(version());
    return 0;
  }
  return serve(commandLine.configFile);
}

function readArguments(): CommandLine | undefined {
  try {
    return parseCommandLine(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    return undefined;
  }
}

async function exitCodeOf(commandLine: CommandLine | undefined): Promise<number> {
  if (commandLine === undefined) return 2;
  try {
    return await main(commandLine);
  } catch (error) {
    const { describeStartFailure } = await import('@tuneloop/platform');
    const failure = describeStartFailure(error);
    console.error(failure.message);
    return failure.exitCode;
  }
}

// Whatever an engine left open must not keep the process alive.
process.exit(await exitCodeOf(readArguments()));
