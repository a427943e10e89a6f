import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { modelsText as said } from '../text/en/models.ts';
import { formatBytes } from '../text/format.ts';
import { Card } from '../ui/card.tsx';
import { sharesOf, type DeviceShares } from './memory-shares.ts';
import { memoryQuery } from './model-queries.ts';

/** Beside a name, so that no colour stands alone; the fourth model and later ones share the last. */
const colours = ['bg-accent', 'bg-(--chart-2)', 'bg-(--chart-3)', 'bg-(--chart-4)'];
const colourOf = (index: number): string => colours[Math.min(index, colours.length - 1)]!;

function Part({ colour, name, bytes }: { colour: string; name: string; bytes: number }): ReactElement {
  return (
    <li className="flex min-w-0 items-center gap-2">
      <span aria-hidden className={`size-3 shrink-0 rounded-sm border border-control ${colour}`} />
      <span className="truncate">{name}</span>
      <span className="whitespace-nowrap text-muted">{formatBytes(bytes)}</span>
    </li>
  );
}

function DeviceBar({ device }: { device: DeviceShares }): ReactElement {
  const { name, totalBytes, freeBytes, models, otherBytes } = device;
  const parts = [
    ...models.map((model, index) => ({ ...model, colour: colourOf(index) })),
    { name: said.memoryOther, bytes: otherBytes, colour: 'bg-control' },
    { name: said.memoryFree, bytes: freeBytes, colour: 'bg-page' },
  ].filter(({ bytes }) => bytes > 0);
  return (
    <div className="space-y-2">
      <div className="flex flex-wrap justify-between gap-2 text-sm">
        <span className="font-medium">{name}</span>
        <span className="text-muted">{said.freeOf(formatBytes(freeBytes), formatBytes(totalBytes))}</span>
      </div>
      <div aria-hidden className="flex h-3 overflow-hidden rounded-full border border-control bg-page">
        {parts.map((part) => (
          <div
            key={part.name}
            className={`h-full ${part.colour}`}
            style={{ width: `${(part.bytes / totalBytes) * 100}%` }}
          />
        ))}
      </div>
      <ul className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
        {parts.map((part) => (
          <Part key={part.name} {...part} />
        ))}
      </ul>
    </div>
  );
}

/** The memory of the machine, and which model has how much of it. */
export function MemoryBars(): ReactElement | null {
  const { data } = useQuery(memoryQuery);
  if (!data || data.devices.length === 0) return null;
  return (
    <section aria-label={said.memory}>
      <Card className="space-y-4">
        {sharesOf(data).map((device) => (
          <DeviceBar key={device.id} device={device} />
        ))}
      </Card>
    </section>
  );
}
