import { loopConfigDefaults } from '../loop/loop-config.ts';
import { recordingDefaults } from '../recording/recording-config.ts';
import { trainingDriverDefaults } from '../training/training-driver-config.ts';
import type { ConfigInput } from './schema.ts';
import { serverLimitsDefaults } from './server-limits.ts';
import { serverEdgesDefaults } from './server-edges.ts';
import { minute, second } from './value-schemas.ts';

/** All settings that have a default which does not depend on the machine. */
export const configDefaults: ConfigInput = {
  server: {
    host: '127.0.0.1',
    port: 8000,
    allowedHosts: [],
    ...serverEdgesDefaults,
    bodyLimitBytes: 8 * 1024 ** 2,
    fileLimitBytes: 512 * 1024 ** 2,
    streamKeepAliveMs: 15 * second,
    connectionIdleMs: 65 * second,
    headersTimeoutMs: 15 * second,
    requestTimeoutMs: 2 * minute,
    maxHeaderBytes: 16 * 1024,
    loadWaitMs: 20 * second,
    drainMs: 10 * second,
    requireModel: false,
    ...serverLimitsDefaults,
  },
  models: {},
  offline: false,
  runtime: {
    backend: 'llama.cpp',
    queueLimit: 64,
    queueWaitMs: 5 * minute,
    flashAttention: 'auto',
    contextShift: false,
  },
  adapters: { paths: [], defaults: [] },
  tools: { maxIterations: 5, modules: [], shell: 'off' },
  mcpServers: {},
  mcp: { port: 9000, requestHosts: [] },
  recording: recordingDefaults,
  training: trainingDriverDefaults,
  loop: loopConfigDefaults,
  log: { level: 'info', format: 'auto' },
};
