import { cpus, totalmem } from 'node:os';

/** What the figures were taken on, for the record. */
export function machineDescription(): string {
  const processors = cpus();
  return `${processors.length} × ${processors[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}, Node ${process.version}`;
}
