import { serverEdgesSettings } from './server-edges.ts';
import { connectedServices } from './connected-services.ts';
import { accessSettings } from '../access/access-config.ts';
import { loopSettings } from '../loop/loop-config.ts';
import { trainingDriverSettings } from '../training/training-driver-config.ts';
import { serverLimitsSettings } from './server-limits.ts';
import { runtimeSettings } from './runtime-settings.ts';
import type { SettingDefinition } from './setting-definition.ts';

/** The one table of all settings and their names. */
export const settingDefinitions: readonly SettingDefinition[] = [
  {
    path: 'model',
    kind: 'text',
    environment: 'MODEL_PATH',
    flag: 'model',
    summary: 'the model to serve: a path, hf:owner/repo:quantisation, ollama:name, https://…, or a key of "models"',
    live: true,
  },
  { path: 'models', kind: 'map', summary: 'models by name: references, or settings with a reference', live: true },
  {
    path: 'offline',
    kind: 'boolean',
    environment: 'TUNELOOP_OFFLINE',
    flag: 'offline',
    summary: 'take models from the disk only',
    live: true,
  },
  {
    path: 'server.host',
    kind: 'text',
    environment: 'HOST',
    flag: 'host',
    summary: 'address to listen on; other than loopback needs an API key',
  },
  {
    path: 'server.port',
    kind: 'whole number',
    environment: 'PORT',
    flag: 'port',
    summary: 'port to listen on; 0 takes a free one',
  },
  {
    path: 'server.apiKey',
    kind: 'secret',
    environment: 'API_KEY',
    summary: 'an API key that is always valid',
    live: true,
  },
  {
    path: 'server.allowedHosts',
    kind: 'list',
    environment: 'ALLOWED_HOSTS',
    flag: 'allowed-hosts',
    summary: 'names (name or name:port) under which clients may reach the server',
    live: true,
  },
  ...serverEdgesSettings,
  {
    path: 'server.bodyLimitBytes',
    kind: 'whole number',
    environment: 'TUNELOOP_BODY_LIMIT_BYTES',
    flag: 'body-limit-bytes',
    summary: 'largest request body',
    live: true,
  },
  {
    path: 'server.fileLimitBytes',
    kind: 'whole number',
    environment: 'TUNELOOP_FILE_LIMIT_BYTES',
    flag: 'file-limit-bytes',
    summary: 'largest file that may be uploaded to /v1/files',
    live: true,
  },
  {
    path: 'server.streamKeepAliveMs',
    kind: 'whole number',
    environment: 'TUNELOOP_STREAM_KEEP_ALIVE_MS',
    flag: 'stream-keep-alive-ms',
    summary: 'between the comments that keep a silent stream open',
    live: true,
  },
  {
    path: 'server.connectionIdleMs',
    kind: 'whole number',
    environment: 'TUNELOOP_CONNECTION_IDLE_MS',
    flag: 'connection-idle-ms',
    summary: 'how long an idle connection is kept',
    live: true,
  },
  {
    path: 'server.headersTimeoutMs',
    kind: 'whole number',
    environment: 'TUNELOOP_HEADERS_TIMEOUT_MS',
    flag: 'headers-timeout-ms',
    summary: "limit for receiving a request's headers",
    live: true,
  },
  {
    path: 'server.requestTimeoutMs',
    kind: 'whole number',
    environment: 'TUNELOOP_REQUEST_TIMEOUT_MS',
    flag: 'request-timeout-ms',
    summary: 'limit for receiving a whole request',
    live: true,
  },
  {
    path: 'server.maxHeaderBytes',
    kind: 'whole number',
    environment: 'TUNELOOP_MAX_HEADER_BYTES',
    flag: 'max-header-bytes',
    summary: "largest size of a request's headers",
  },
  {
    path: 'server.loadWaitMs',
    kind: 'whole number',
    environment: 'TUNELOOP_LOAD_WAIT_MS',
    flag: 'load-wait-ms',
    summary: 'how long a request waits for the model to be loaded',
    live: true,
  },
  {
    path: 'server.drainMs',
    kind: 'whole number',
    environment: 'TUNELOOP_DRAIN_MS',
    flag: 'drain-ms',
    summary: 'how long requests may go on after the server was told to stop',
    live: true,
  },
  {
    path: 'server.requireModel',
    kind: 'boolean',
    environment: 'REQUIRE_MODEL',
    flag: 'require-model',
    summary: 'refuse requests that name no model, instead of giving them the default one',
    live: true,
  },
  ...serverLimitsSettings,
  ...runtimeSettings,
  {
    path: 'adapters.paths',
    kind: 'paths',
    environment: 'LORA_PATHS',
    flag: 'lora-paths',
    summary: 'LoRA adapters to serve and to watch: files, folders or globs, separated by commas',
  },
  {
    path: 'adapters.defaults',
    kind: 'paths',
    flag: 'lora',
    summary: 'FILE or FILE:scale of an adapter for requests that choose none',
  },
  {
    path: 'adapters.memoryBytes',
    kind: 'size',
    environment: 'TUNELOOP_ADAPTER_MEMORY',
    flag: 'adapter-memory',
    summary: 'memory for the contexts of adapters of each model, such as 2GB; by default chosen for this machine',
  },
  {
    path: 'tools.policy',
    kind: 'map',
    summary: 'what tools may do: decisions by effect and by name, folders, hosts, limits',
    live: true,
  },
  {
    path: 'tools.shell',
    kind: 'text',
    environment: 'TUNELOOP_SHELL',
    summary: 'shell commands as a tool: off, or sandbox: in a sandbox of the operating system, where that works',
  },
  { path: 'tools.modules', kind: 'paths', summary: "modules that export tools of one's own" },
  { path: 'mcpServers', kind: 'map', summary: 'MCP servers whose tools are offered, by name', live: true },
  { path: 'mcp.port', kind: 'whole number', environment: 'MCP_PORT', summary: 'port of tuneloop mcp serve' },
  {
    path: 'mcp.requestHosts',
    kind: 'list',
    environment: 'MCP_REQUEST_HOSTS',
    summary: 'hosts of MCP servers that requests may name by URL (mcp tools with server_url); by default none',
    live: true,
  },
  {
    path: 'tools.maxIterations',
    kind: 'whole number',
    environment: 'MAX_TOOL_ITERATIONS',
    summary: 'rounds of tool calls in one turn, after which the model answers without tools',
    live: true,
  },
  {
    path: 'conversations.maxTokens',
    kind: 'whole number',
    environment: 'MAX_CONVERSATION_TOKENS',
    summary: 'tokens that a model is given of a stored conversation; by default what the context leaves',
    live: true,
  },
  {
    path: 'recording.privacy',
    kind: 'text',
    environment: 'TUNELOOP_RECORDING',
    flag: 'recording',
    summary: 'what of requests and answers is recorded, on this machine: full, metadata (no text), or off',
    // Where nothing was recorded, there are no routes for it either.
    live: (before) => before !== 'off',
  },
  {
    path: 'recording.redact',
    kind: 'text',
    environment: 'TUNELOOP_REDACT',
    flag: 'redact',
    summary: 'pii replaces personal data and secrets before anything is recorded; off',
    live: true,
  },
  {
    path: 'recording.tokens',
    kind: 'boolean',
    environment: 'TUNELOOP_RECORD_TOKENS',
    flag: 'record-tokens',
    summary: 'record each token with its log-probability, which the engine is asked for then',
    live: true,
  },
  {
    path: 'folders.data',
    kind: 'path',
    environment: 'TUNELOOP_DATA',
    flag: 'data',
    summary: 'API keys and other data',
  },
  {
    path: 'folders.cache',
    kind: 'path',
    environment: 'TUNELOOP_CACHE',
    flag: 'cache',
    summary: 'what can be made or fetched again',
  },
  {
    path: 'folders.models',
    kind: 'path',
    environment: 'LLAMA_CACHE',
    flag: 'models-folder',
    summary: 'downloaded models; by default in the cache folder',
  },
  {
    path: 'folders.finetuned',
    kind: 'path',
    environment: 'FINETUNED_MODELS_DIR',
    summary: 'models of your own: every .gguf in it is served; by default models/custom in the working folder',
  },
  {
    path: 'huggingFace.endpoint',
    kind: 'text',
    environment: 'HF_ENDPOINT',
    summary: 'a mirror of Hugging Face',
    live: true,
  },
  {
    path: 'huggingFace.token',
    kind: 'secret',
    environment: 'HF_TOKEN',
    summary: 'token for gated or private models',
    live: true,
  },
  {
    path: 'ollama.modelsFolder',
    kind: 'path',
    environment: 'OLLAMA_MODELS',
    summary: "Ollama's own models folder, to use what is there",
    live: true,
  },
  ...trainingDriverSettings,
  ...loopSettings,
  ...accessSettings,
  ...connectedServices,
  {
    path: 'log.level',
    kind: 'text',
    environment: 'TUNELOOP_LOG_LEVEL',
    flag: 'log-level',
    summary: 'trace, debug, info, warn, error, fatal or silent',
    live: true,
  },
  {
    path: 'log.format',
    kind: 'text',
    environment: 'TUNELOOP_LOG_FORMAT',
    flag: 'log-format',
    summary: 'json, pretty, or auto: pretty on a terminal',
  },
];

export interface InertVariable {
  name: string;
  secret?: boolean;
  /** Why it does nothing at the moment. */
  reason: string;
}

const olderName = 'an older name: set LANGFUSE_BASE_URL';

/** Names that people have from elsewhere: accepted, and reported as doing nothing. */
export const inertVariables: readonly InertVariable[] = [
  { name: 'LANGFUSE_BASEURL', reason: olderName },
  { name: 'LANGFUSE_HOST', reason: olderName },
];

/** Names the configuration file itself; read before everything else. */
export const configFileVariable = 'TUNELOOP_CONFIG';
