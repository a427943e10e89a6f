import { styleText } from 'node:util';
import { formatTable, type Column } from '../terminal/table.ts';
import { formatBytes, formatDuration } from '../terminal/units.ts';
import { fit } from './fit.ts';
import type { Summary } from './summary.ts';

export interface FrameOptions {
  /** Where the server is. */
  address: string;
  columns: number;
  /** Left out: as many as it takes. */
  rows?: number | undefined;
  /** With colours. */
  styled: boolean;
  /** Why there are no newer figures. */
  problem?: string | undefined;
}

type Style = Parameters<typeof styleText>[0];

/** The lines of one picture: the server, its models, jobs, and the last warnings as far as there is room. */
export function formatFrame(summary: Summary | undefined, options: FrameOptions): string[] {
  const { address, columns, rows = Infinity, styled, problem } = options;
  const style = (format: Style, text: string): string =>
    styled ? styleText(format, text, { validateStream: false }) : text;
  const cut = (line: string): string => fit(line, columns);
  const lines: string[] = [];
  const add = (line: string, format?: Style): void => {
    lines.push(format === undefined ? cut(line) : style(format, cut(line)));
  };
  if (summary === undefined) {
    add(`tuneloop  ${address}`, 'bold');
    add(problem ?? 'waiting for the first figures …', problem === undefined ? 'dim' : 'red');
    return lines;
  }
  const { requests, ready } = summary;
  const up = formatDuration(summary.uptime_seconds * 1000);
  add(`tuneloop ${summary.version}  ${address}  up ${up}  ${ready ? 'ready' : 'NOT READY'}`, ready ? 'bold' : 'red');
  if (problem !== undefined) add(problem, 'red');
  const hasFailed = (requests.failed ?? 0) > 0;
  add(
    `requests  ${perSecond(requests.per_second)}  in flight ${requests.in_flight}  failed ${percent(requests.failed)}  refused ${percent(requests.refused)}${describeErrors(requests.errors)}`,
    hasFailed ? 'yellow' : undefined,
  );
  const { tokens, ttft_ms: first } = summary;
  add(
    `tokens    ${perSecond(tokens.generated_per_second)} out  ${perSecond(tokens.prompt_per_second)} in  cached ${percent(tokens.cached)}  first token p50 ${ms(first.p50)} p95 ${ms(first.p95)}`,
  );
  const { memory, disks, gpus } = summary;
  add(
    `machine   cpu ${summary.cpu_cores.toFixed(2)} cores  server ${formatBytes(memory.server_bytes)}  free ${formatBytes(memory.free_bytes)} of ${formatBytes(memory.total_bytes)}  event loop ${ms(summary.event_loop_lag_ms)}${disks.map(({ folder, free_bytes: free }) => `  disk ${folder} ${formatBytes(free)} free`).join('')}`,
  );
  for (const gpu of gpus) {
    add(
      `${gpu.id.padEnd(9)} ${percent(gpu.use)}  ${formatBytes(gpu.memory_used_bytes)} of ${formatBytes(gpu.memory_total_bytes)}${gpu.celsius === null ? '' : `  ${gpu.celsius} °C`}${gpu.watts === null ? '' : `  ${Math.round(gpu.watts)} W`}  ${gpu.name}`,
    );
  }
  lines.push('');
  const [head, ...models] = modelTable(summary, columns).split('\n');
  add(head!, 'dim');
  for (const line of models) add(line);
  if (models.length === 0) add('no model is loaded', 'dim');
  if (summary.jobs && summary.jobs.length > 0) {
    lines.push('');
    add('JOBS', 'dim');
    for (const { kind, status, progress, message, id } of summary.jobs) {
      add(`${kind}  ${progress === null ? status : percent(progress)}  ${message ?? ''}  ${id}`);
    }
  }
  addWarnings(summary, rows, lines, add);
  return lines.slice(0, rows);
}

function addWarnings(
  { warnings }: Summary,
  rows: number,
  lines: readonly string[],
  add: (line: string, format?: Style) => void,
): void {
  // The last ones, as far as there is room below the heading; six where there is no end.
  const room = Number.isFinite(rows) ? rows - lines.length - 2 : 6;
  if (!warnings || warnings.length === 0 || room < 1) return;
  add('');
  add('WARNINGS', 'dim');
  for (const { time, level, message } of warnings.slice(-room)) {
    add(`${time.slice(11, 19)} ${level} ${message}`, level === 'warn' ? 'yellow' : 'red');
  }
}

const modelColumns: Column[] = [
  { title: 'MODEL' },
  { title: 'SLOTS', align: 'right' },
  { title: 'QUEUE', align: 'right' },
  { title: 'TOKENS', align: 'right' },
  { title: 'FIRST', align: 'right' },
  { title: 'KV', align: 'right' },
  { title: 'MEMORY', align: 'right' },
  { title: 'ENGINE' },
];

function modelTable({ models }: Summary, columns: number): string {
  const longest = Math.max(12, columns - 64);
  return formatTable(
    modelColumns,
    models.map((model) => [
      fit(model.id, longest),
      `${model.active}/${model.slots}`,
      `${model.queued}/${model.queue_limit}`,
      perSecond(model.tokens_per_second),
      ms(model.ttft_ms),
      percent(model.kv_cache),
      model.memory_bytes === null ? '–' : formatBytes(model.memory_bytes),
      model.restarts > 0 ? `${model.engine} (${model.restarts} restarts)` : model.engine,
    ]),
  );
}

function describeErrors(errors: Readonly<Record<string, number>>): string {
  const most = Object.entries(errors).slice(0, 3);
  return most.length === 0 ? '' : `  errors: ${most.map(([code, count]) => `${code} ${count}`).join(', ')}`;
}

function perSecond(rate: number): string {
  return `${rate >= 99.5 ? Math.round(rate) : rate.toFixed(1)}/s`;
}

function percent(share: number | null | undefined): string {
  return share === null || share === undefined ? '–' : `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)}%`;
}

function ms(milliseconds: number | null): string {
  return milliseconds === null ? '–' : formatDuration(milliseconds);
}
