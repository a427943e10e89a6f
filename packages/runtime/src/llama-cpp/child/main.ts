import { serveCore } from '../../hosting/connection/serve-core.ts';
import { loadCore } from '../core/load-core.ts';
import type { ToChild } from '../../hosting/connection/messages.ts';

/** The engine's process: one model, spoken to over IPC, ending with its parent. */
const receive = serveCore(loadCore, (message) => {
  if (process.connected) process.send?.(message, () => undefined);
});
process.on('message', (message) => receive(message as ToChild));
process.on('disconnect', () => process.exit(0));
// Loading the library takes a while and can begin before it is known what to load; a failure shows when it is needed.
void import('node-llama-cpp').catch(() => undefined);
// Ctrl-C reaches the whole process group; the parent decides when its engine ends.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
