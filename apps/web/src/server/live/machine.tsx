import type { ReactElement } from 'react';
import { formatBytes, formatNumber } from '../../text/format.ts';
import { serverText } from '../../text/en/server.ts';
import { Card } from '../../ui/card.tsx';
import { Facts, type Fact } from '../../ui/facts.tsx';
import { describeDuration } from './describe-duration.ts';
import type { Metrics } from './metrics-query.ts';

const said = serverText.live;

const free = ({ free_bytes: left, total_bytes: total }: { free_bytes: number; total_bytes: number }): string =>
  said.free(formatBytes(left), formatBytes(total));

function describeGpu({ name, ...gpu }: Metrics['gpus'][number]): string {
  const memory = said.gpuState(formatBytes(gpu.memory_used_bytes), formatBytes(gpu.memory_total_bytes));
  return [
    name,
    memory,
    ...(gpu.use === null ? [] : [`${formatNumber(gpu.use * 100)} %`]),
    ...(gpu.celsius === null ? [] : [`${formatNumber(gpu.celsius)} °C`]),
    ...(gpu.watts === null ? [] : [`${formatNumber(gpu.watts)} W`]),
  ].join(' · ');
}

/** What the machine has left. */
export function Machine({ metrics: { memory, disks, gpus } }: { metrics: Metrics }): ReactElement {
  const facts: Fact[] = [
    [said.ram, free(memory)],
    ...disks.map((disk): Fact => [said.disks[disk.folder] ?? disk.folder, free(disk)]),
    ...gpus.map((gpu): Fact => [gpu.id.toUpperCase(), describeGpu(gpu)]),
  ];
  return (
    <Card>
      <Facts facts={facts} />
    </Card>
  );
}

/** What was done since the server began. */
export function Totals({ totals }: { totals: Metrics['totals'] }): ReactElement {
  const { failed_generations: failed, prompt_tokens: read, cached_prompt_tokens: cached } = totals;
  const failures = failed > 0 ? ` (${said.failed(formatNumber(failed))})` : '';
  const fromCache = read > 0 ? ` (${said.cached(`${Math.round((cached / read) * 100)} %`)})` : '';
  return (
    <Card>
      <Facts
        facts={[
          [said.running, describeDuration(totals.seconds)],
          [said.generations, `${formatNumber(totals.generations)}${failures}`],
          [said.tokensIn, `${formatNumber(read)}${fromCache}`],
          [said.tokensMade, formatNumber(totals.generated_tokens)],
          [said.toolCalls, formatNumber(totals.tool_calls)],
          [said.loads, formatNumber(totals.model_loads)],
          [said.swaps, formatNumber(totals.adapter_swaps)],
        ]}
      />
    </Card>
  );
}
