import { readdirSync, readFileSync } from 'node:fs';
import { Gauge, type Registry } from 'prom-client';

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
  const most = mostDescriptors();
  gauge('process_max_fds', 'How many may be open.', () => most);
}

function openDescriptors(): number | undefined {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return undefined;
  }
}

function mostDescriptors(): number | undefined {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return soft === undefined ? undefined : Number(soft);
  } catch {
    return undefined;
  }
}
