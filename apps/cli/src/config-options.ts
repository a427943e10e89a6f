import { Option, type Command } from 'commander';
import type { ConfigFlags, LoadConfigOptions } from '@tuneloop/platform';

type Group = 'model' | 'server' | 'limits' | 'folders';

const headings: Record<Group, string> = {
  model: 'Model and engine:',
  server: 'Server:',
  limits: 'Limits and logging:',
  folders: 'Files:',
};

/**
 * Flags that set a configuration value, spelled as platform knows them (a test compares). Their values are passed on as
 * text: `loadConfig` validates them together with everything else and reports all mistakes at once.
 */
export const configFlags: readonly [flags: string, group: Group, description: string][] = [
  [
    '-m, --model <ref>',
    'model',
    'path, hf:owner/repo:quantisation, ollama:name, https://…, or a name from the configuration',
  ],
  [
    '--ctx, --context-size <tokens>',
    'model',
    "tokens per request; by default the model's own, as far as memory allows",
  ],
  ['--threads <n>', 'model', 'threads that compute; by default chosen for this machine'],
  ['--gpu-layers <n>', 'model', 'layers on the GPU: -1 all, 0 none; by default as many as fit'],
  ['--slots <n>', 'model', 'requests decoded at the same time; by default 4 on a CPU, 16 on a GPU'],
  ['--flash-attention <mode>', 'model', 'faster attention; auto measures what is faster here'],
  ['--context-shift', 'model', 'let outputs with a limit go on in a full context by dropping its oldest part'],
  ['--model-memory <size>', 'model', 'the most memory that models may take together, such as 8GB'],
  ['--backend <name>', 'model', 'the engine'],
  ['--lora <file...>', 'model', 'FILE or FILE:scale of an adapter for requests that choose none; may be repeated'],
  ['--lora-paths <paths>', 'model', 'adapters to serve and to watch: files, folders or globs, separated by commas'],
  ['--adapter-memory <size>', 'model', 'memory for the contexts of adapters of each model, such as 2GB'],
  ['--host <address>', 'server', 'address to listen on; other than loopback needs an API key'],
  ['--port <n>', 'server', 'port to listen on; 0 takes a free one'],
  [
    '--allowed-hosts <names>',
    'server',
    'names (name or name:port, by commas) under which clients may reach the server',
  ],
  ['--allowed-origins <origins>', 'server', 'origins (by commas) whose pages may use the server'],
  ['--queue-limit <n>', 'limits', 'requests that may wait for a slot'],
  ['--drain-ms <ms>', 'limits', 'how long requests may go on after the server was told to stop'],
  ['--load-wait-ms <ms>', 'limits', 'how long a request waits for the model to be loaded'],
  ['--require-model', 'limits', 'refuse requests that name no model, instead of giving them the default one'],
  ['--body-limit-bytes <n>', 'limits', 'largest request body'],
  ['--file-limit-bytes <n>', 'limits', 'largest file that may be uploaded to /v1/files'],
  ['--stream-keep-alive-ms <ms>', 'limits', 'between the comments that keep a silent stream open'],
  ['--connection-idle-ms <ms>', 'limits', 'how long an idle connection is kept'],
  ['--headers-timeout-ms <ms>', 'limits', "limit for receiving a request's headers"],
  ['--request-timeout-ms <ms>', 'limits', 'limit for receiving a whole request'],
  ['--body-idle-ms <ms>', 'limits', "how long nothing of a request's body may come before it gets 408"],
  ['--stalled-reader-ms <ms>', 'limits', 'how long a client may take nothing of its answer before it is cut off'],
  ['--queue-wait-ms <ms>', 'limits', 'how long a request may wait for a slot'],
  [
    '--deadline-ms <ms>',
    'limits',
    'how long a request for a model may take, waiting included; by default as long as it takes',
  ],
  ['--max-connections <n>', 'limits', 'connections at a time'],
  ['--max-requests <n>', 'limits', 'requests for models at a time, of all models together'],
  ['--max-bodies <size>', 'limits', 'request bodies that are held at a time, all together, such as 1GB'],
  ['--min-free-memory <size>', 'limits', 'with less memory free, requests for models get 503; 0: never'],
  ['--stuck-after-ms <ms>', 'limits', 'how long a model may give nothing before the server is not ready'],
  ['--drain-delay-ms <ms>', 'limits', 'how long requests are still taken once it is told to stop'],
  ['--max-header-bytes <n>', 'limits', "largest size of a request's headers"],
  ['--recording <what>', 'limits', 'what of requests and answers is recorded, on this machine'],
  ['--redact <what>', 'limits', 'pii replaces personal data and secrets before anything is recorded'],
  ['--record-tokens', 'limits', 'record each token with its log-probability'],
  ['--log-level <level>', 'limits', 'how much the server logs'],
  ['--log-format <format>', 'limits', 'of log lines; auto is pretty on a terminal'],
  ['--data <folder>', 'folders', 'API keys and other data'],
  ['--cache <folder>', 'folders', 'what can be made or fetched again'],
  ['--models-folder <folder>', 'folders', 'downloaded models; by default in the cache folder'],
  ['--offline', 'folders', 'take models from the disk only'],
];

/** For help and completion only: whether a value is right is for `loadConfig` to say. */
const suggestions: Record<string, string[]> = {
  flashAttention: ['auto', 'on', 'off'],
  backend: ['llama.cpp', 'onnx', 'remote'],
  recording: ['full', 'metadata', 'off'],
  redact: ['off', 'pii'],
  logLevel: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
  logFormat: ['auto', 'json', 'pretty'],
};

const configFileOption = '--config <file>';
const optionNames = new Set(configFlags.map(([flags]) => new Option(flags).attributeName()));

/** Adds the flags of these groups, and `--config`. */
export function addConfigOptions(command: Command, groups: readonly Group[]): Command {
  for (const [flags, group, description] of configFlags) {
    if (!groups.includes(group)) continue;
    const option = new Option(flags, description).helpGroup(headings[group]);
    const choices = suggestions[option.attributeName()];
    if (choices) option.argChoices = choices;
    command.addOption(option);
  }
  const file = new Option(
    configFileOption,
    'configuration file instead of tuneloop.config.{yaml,json,ts} in this folder',
  );
  return command.addOption(file.helpGroup(headings.folders));
}

/** What `loadConfig` takes from a command's parsed options. */
export function configRequest(options: Record<string, unknown>): LoadConfigOptions {
  const flags = Object.fromEntries(Object.entries(options).filter(([name]) => optionNames.has(name))) as ConfigFlags;
  const configFile = typeof options.config === 'string' ? options.config : undefined;
  return { flags, ...(configFile !== undefined && { configFile }) };
}
