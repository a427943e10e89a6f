import { readdirSync } from 'node:fs';
import { Gauge, type Registry } from 'prom-client';
import { openFilesLimit } from '../admission/open-files-limit.ts';

/** Open files and sockets of this process, and how many it may have. Only Linux tells; elsewhere they have no value. */
export function addDescriptorMetrics(registry: Registry): void {
  const gauge = (name: string, help: string, read: () => number | undefined): unknown =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        const value = read();
        if (value === undefined) this.remove();
        else this.set(value);
      },
    });
  gauge('process_open_fds', 'Files and sockets that are open.', openDescriptors);
  const most = openFilesLimit();
  gauge('process_max_fds', 'How many may be open.', () => most);
}

function openDescriptors(): number | undefined {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return undefined;
  }
}
