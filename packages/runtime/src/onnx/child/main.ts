import type { ToChild } from '../../hosting/connection/messages.ts';
import { serveCore } from '../../hosting/connection/serve-core.ts';
import { loadChild } from './load-child.ts';

/** The engine's process: one model, spoken to over IPC, ending with its parent. */
const receive = serveCore(loadChild, (message) => {
  if (process.connected) process.send?.(message, () => undefined);
});
process.on('message', (message) => receive(message as ToChild));
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole process group; the parent decides when its engine ends.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
