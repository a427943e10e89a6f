import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, type Registry } from 'prom-client';
import { addDescriptorMetrics } from './descriptor-metrics.ts';

export interface ProcessMetrics extends Disposable {
  /** Of the time since the last call with `reset`: 99th percentile, in ms. */
  eventLoopLagMs(options?: { reset?: boolean }): number;
}

/** It measures by a timer of so many ms, which is no lag. */
const resolution = 10;

/**
 * The server's own process, by the names that Prometheus' clients use. (prom-client's default metrics cannot be taken
 * out of a process again, which matters to programs that make several servers.)
 */
export function createProcessMetrics(registry: Registry): ProcessMetrics {
  const registers = [registry];
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  const lagMs = (nanoseconds: number): number =>
    Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / 1e6 - resolution) : 0;
  let recentLagMs = 0;

  let countedSeconds = 0;
  const cpu = new Counter({
    name: 'process_cpu_seconds_total',
    help: 'Processor time of the server, without the processes of its engines.',
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      const seconds = (user + system) / 1e6;
      cpu.inc(Math.max(0, seconds - countedSeconds));
      countedSeconds = seconds;
    },
  });
  const gauge = (name: string, help: string, read: () => number): unknown =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge('process_resident_memory_bytes', 'Resident memory of the server.', () => process.memoryUsage.rss());
  gauge('nodejs_heap_size_total_bytes', 'The JavaScript heap.', () => process.memoryUsage().heapTotal);
  gauge('nodejs_heap_size_used_bytes', 'What of the JavaScript heap is in use.', () => process.memoryUsage().heapUsed);
  const startedAt = Date.now() / 1000 - process.uptime();
  gauge('process_start_time_seconds', 'When the server began, in seconds since 1970.', () => startedAt);
  gauge(
    'nodejs_eventloop_lag_p99_seconds',
    'How late the event loop was, 99th percentile of the last seconds.',
    () => Math.max(recentLagMs, lagMs(delay.percentile(99))) / 1000,
  );

  let utilization = performance.eventLoopUtilization();
  gauge('nodejs_eventloop_utilization_ratio', 'How busy the event loop was since the last scrape, from 0 to 1.', () => {
    const now = performance.eventLoopUtilization();
    const share = performance.eventLoopUtilization(now, utilization).utilization;
    utilization = now;
    return share;
  });
  addDescriptorMetrics(registry);

  return {
    eventLoopLagMs({ reset = false } = {}) {
      const lag = lagMs(delay.percentile(99));
      if (reset) {
        recentLagMs = lag;
        delay.reset();
      }
      return lag;
    },
    [Symbol.dispose]: () => delay.disable(),
  };
}
