import type { ReactElement } from 'react';
import { formatBytes, formatNumber, formatSeconds } from '../../text/format.ts';
import { serverText } from '../../text/en/server.ts';
import { FigureTile } from './figure-tile.tsx';
import type { Metrics } from './metrics-query.ts';

const said = serverText.live;

const percent = (share: number): string => `${formatNumber(share * 100)} %`;
const milliseconds = (value: number): string =>
  value < 1000 ? `${Math.round(value)} ms` : formatSeconds(value / 1000);

function sum(models: Metrics['models'], valueOf: (model: Metrics['models'][number]) => number): number {
  return models.reduce((total, model) => total + valueOf(model), 0);
}

/** What matters most, as it is now. */
export function Now({ metrics }: { metrics: Metrics }): ReactElement {
  const { models, samples } = metrics;
  const last = samples.at(-1);
  const median = last?.ttft_p50_ms ?? undefined;
  const slowest = last?.ttft_p95_ms ?? undefined;
  const cache = last?.kv_cache_use ?? undefined;
  const gpu = last?.gpu_use ?? undefined;
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-3 xl:grid-cols-6">
      <FigureTile
        name={said.active}
        value={formatNumber(sum(models, (model) => model.active_requests))}
        hint={said.ofSlots(formatNumber(sum(models, (model) => model.slots)))}
      />
      <FigureTile
        name={said.waiting}
        value={formatNumber(sum(models, (model) => model.queued_requests))}
        hint={said.ofQueue(formatNumber(sum(models, (model) => model.queue_limit)))}
      />
      <FigureTile
        name={said.firstToken}
        value={median === undefined ? said.none : milliseconds(median)}
        hint={
          median === undefined ? said.nothing : `${said.median}${slowest ? `, ${said.p95(milliseconds(slowest))}` : ''}`
        }
      />
      <FigureTile
        name={said.speed}
        value={last ? formatNumber(last.generated_tokens_per_second) : said.none}
        hint={said.tokensOut}
      />
      {gpu === undefined ? (
        <FigureTile name={said.cache} value={cache === undefined ? said.none : percent(cache)} hint={said.cacheHint} />
      ) : (
        <FigureTile name={said.gpu} value={percent(gpu)} hint={said.gpuHint} />
      )}
      <FigureTile name={said.memory} value={last ? formatBytes(last.memory_bytes) : said.none} hint={said.memoryHint} />
    </dl>
  );
}
