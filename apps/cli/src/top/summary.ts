import type { LogLineWire } from '@tuneloop/openai-server';
import type { ServerFigures } from './read-figures.ts';

/** What is shown of a server: `tuneloop top --json`. Rates are of the time between two readings. */
export interface Summary {
  version: string;
  ready: boolean;
  uptime_seconds: number;
  requests: {
    per_second: number;
    in_flight: number;
    /** Shares of those that ended; `null` when none did. */
    failed: number | null;
    refused: number | null;
    /** Of errors, by their codes, since the server began. */
    errors: Record<string, number>;
  };
  tokens: { generated_per_second: number; prompt_per_second: number; cached: number | null };
  /** Of the generations of the last minute, in ms. */
  ttft_ms: { p50: number | null; p95: number | null };
  /** Cores that the server uses, without its engines. */
  cpu_cores: number;
  memory: { server_bytes: number; total_bytes: number; free_bytes: number };
  event_loop_lag_ms: number;
  disks: { folder: string; total_bytes: number; free_bytes: number }[];
  gpus: ServerFigures['overview']['gpus'];
  models: ModelSummary[];
  jobs: { id: string; kind: string; status: string; progress: number | null; message: string | null }[] | null;
  warnings: { time: string; level: string; message: string }[] | null;
}

interface ModelSummary {
  id: string;
  engine: string;
  slots: number;
  active: number;
  queued: number;
  queue_limit: number;
  tokens_per_second: number;
  /** Mean of the time between the readings, in ms. */
  ttft_ms: number | null;
  kv_cache: number | null;
  memory_bytes: number | null;
  restarts: number;
}

/** @param before an earlier reading; without one, rates are those since the server began. */
export function summarize(now: ServerFigures, before: ServerFigures | undefined): Summary {
  const { overview, samples } = now;
  const uptime = overview.totals.seconds;
  // A server that was started again meanwhile counts from the beginning.
  const earlier = before !== undefined && before.overview.totals.seconds <= uptime ? before : undefined;
  const seconds = earlier ? Math.max(0.001, (now.at - earlier.at) / 1000) : Math.max(1, uptime);
  const since = (name: string, labels?: Record<string, string>): number =>
    Math.max(0, samples.sum(name, labels) - (earlier?.samples.sum(name, labels) ?? 0));
  const rate = (name: string, labels?: Record<string, string>): number => since(name, labels) / seconds;
  const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

  const ended = since('tuneloop_http_requests_total');
  const statuses = [...samples.by('tuneloop_http_requests_total', 'status').keys()];
  const count = (fits: (status: string) => boolean): number =>
    statuses.filter(fits).reduce((sum, status) => sum + since('tuneloop_http_requests_total', { status }), 0);
  const latest = overview.samples.at(-1);
  return {
    version: [...samples.by('tuneloop_build_info', 'version').keys()][0] ?? '',
    ready: samples.sum('tuneloop_ready') === 1,
    uptime_seconds: uptime,
    requests: {
      per_second: ended / seconds,
      in_flight: samples.sum('tuneloop_http_requests_in_flight'),
      failed: share(
        count((status) => status.startsWith('5') && status !== '503'),
        ended,
      ),
      refused: share(
        count((status) => status === '429' || status === '503'),
        ended,
      ),
      errors: Object.fromEntries([...samples.by('tuneloop_http_errors_total', 'code')].toSorted((a, b) => b[1] - a[1])),
    },
    tokens: {
      generated_per_second: rate('tuneloop_generated_tokens_total'),
      prompt_per_second: rate('tuneloop_prompt_tokens_total'),
      cached: share(since('tuneloop_cached_prompt_tokens_total'), since('tuneloop_prompt_tokens_total')),
    },
    ttft_ms: { p50: latest?.ttft_p50_ms ?? null, p95: latest?.ttft_p95_ms ?? null },
    cpu_cores: rate('process_cpu_seconds_total'),
    memory: { server_bytes: samples.sum('process_resident_memory_bytes'), ...overview.memory },
    event_loop_lag_ms: samples.sum('nodejs_eventloop_lag_p99_seconds') * 1000,
    disks: overview.disks,
    gpus: overview.gpus,
    models: overview.models
      .map(({ id, engine, slots, ...model }) => {
        const labels = { model: id };
        const first = share(
          since('tuneloop_time_to_first_token_seconds_sum', labels),
          since('tuneloop_time_to_first_token_seconds_count', labels),
        );
        return {
          id,
          engine,
          slots,
          active: model.active_requests,
          queued: model.queued_requests,
          queue_limit: model.queue_limit,
          tokens_per_second: rate('tuneloop_generated_tokens_total', labels),
          ttft_ms: first === null ? null : first * 1000,
          kv_cache: model.kv_cache && share(model.kv_cache.used_tokens, model.kv_cache.total_tokens),
          memory_bytes: model.memory_bytes,
          restarts: samples.sum('tuneloop_engine_restarts', labels),
        };
      })
      .toSorted((a, b) => b.active + b.queued - a.active - a.queued || a.id.localeCompare(b.id)),
    jobs:
      now.jobs?.map(({ id, kind, status, progress }) => ({
        id,
        kind,
        status,
        progress: progress?.total ? progress.completed / progress.total : null,
        message: progress?.label ?? progress?.phase ?? null,
      })) ?? null,
    warnings:
      now.warnings?.map((line) => ({ time: line.time, level: line.level, message: describeLine(line) })) ?? null,
  };
}

/** What every line of its kind says is not enough: which request, with which end, whose act. */
function describeLine({ message, details }: LogLineWire): string {
  const facts = ['method', 'path', 'status', 'action', 'outcome', 'code'].flatMap((name) => {
    const fact = details[name];
    return typeof fact === 'string' || typeof fact === 'number' ? [String(fact)] : [];
  });
  return [message, ...facts].join(' ');
}
