import { Box } from 'lucide-react';
import type { ReactElement } from 'react';
import { formatBytes, formatNumber } from '../../text/format.ts';
import { serverText } from '../../text/en/server.ts';
import { Empty } from '../../ui/empty.tsx';
import { Cell, HeadCell, Table } from '../../ui/table.tsx';
import type { Metrics } from './metrics-query.ts';

const said = serverText.live;
const of = (part: number, whole: number): string => said.of(formatNumber(part), formatNumber(whole));

/** How each of them is. */
export function LoadedModels({ models }: { models: Metrics['models'] }): ReactElement {
  if (models.length === 0) return <Empty icon={Box} title={said.noModels} />;
  return (
    <Table label={said.modelTable}>
      <thead>
        <tr>
          {[said.model, said.engine, said.slots, said.queue, said.cache, said.memory].map((name) => (
            <HeadCell key={name}>{name}</HeadCell>
          ))}
        </tr>
      </thead>
      <tbody>
        {models.map(({ id, engine, slots, kv_cache: cache, memory_bytes: memory, ...model }) => (
          <tr key={id}>
            <Cell className="font-medium">{id}</Cell>
            <Cell>{engine}</Cell>
            <Cell className="whitespace-nowrap tabular-nums">{of(model.active_requests, slots)}</Cell>
            <Cell className="whitespace-nowrap tabular-nums">{of(model.queued_requests, model.queue_limit)}</Cell>
            <Cell className="whitespace-nowrap tabular-nums">
              {cache ? of(cache.used_tokens, cache.total_tokens) : said.none}
            </Cell>
            <Cell className="whitespace-nowrap tabular-nums">{memory === null ? said.none : formatBytes(memory)}</Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
