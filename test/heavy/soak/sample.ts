import { fetchMetrics, sumOf } from '../room/read-metrics.ts';
import { descendants, openDescriptors, readProcess } from '../room/processes.ts';

/** What a server takes at one moment. Memory in MB. */
export interface SoakSample {
  seconds: number;
  serverMemory: number;
  heap: number;
  /** Of all processes that the server started. */
  engineMemory: number;
  children: number;
  descriptors: number;
  threads: number;
  lagMs: number;
  slotsInUse: number;
  queue: number;
  requests: number;
}

const megabyte = 2 ** 20;

export async function takeSample(
  server: { url: string; pid: number },
  key: string | undefined,
  seconds: number,
): Promise<SoakSample> {
  const metrics = await fetchMetrics(server.url, key);
  const figures = readProcess(server.pid);
  const children = descendants(server.pid);
  return {
    seconds,
    serverMemory: (figures?.residentBytes ?? 0) / megabyte,
    heap: sumOf(metrics, 'nodejs_heap_size_used_bytes') / megabyte,
    engineMemory: children.reduce((sum, { residentBytes }) => sum + residentBytes, 0) / megabyte,
    children: children.length,
    descriptors: openDescriptors(server.pid),
    threads: figures?.threads ?? 0,
    lagMs: sumOf(metrics, 'nodejs_eventloop_lag_p99_seconds') * 1000,
    slotsInUse: sumOf(metrics, 'tuneloop_slots_in_use'),
    queue: sumOf(metrics, 'tuneloop_queue_length'),
    requests: sumOf(metrics, 'tuneloop_http_requests_total'),
  };
}

export function describeSample(sample: SoakSample): string {
  const figures = [
    `${sample.seconds.toFixed(0).padStart(5)} s`,
    `server ${sample.serverMemory.toFixed(0)} MB (heap ${sample.heap.toFixed(0)})`,
    `engine ${sample.engineMemory.toFixed(0)} MB in ${sample.children}`,
    `${sample.descriptors} descriptors`,
    `${sample.threads} threads`,
    `lag ${sample.lagMs.toFixed(0)} ms`,
    `slots ${sample.slotsInUse}`,
    `queue ${sample.queue}`,
    `${sample.requests} requests`,
  ];
  return figures.join(', ');
}
