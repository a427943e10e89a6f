import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useId, useState, type ReactElement } from 'react';
import { modelsText } from '../text/en/models.ts';
import { formatBytes, formatNumber } from '../text/format.ts';
import { Facts } from '../ui/facts.tsx';
import { Field, Input } from '../ui/field.tsx';
import { contextSizes } from './context-sizes.ts';
import { inspectionQuery, memoryQuery, type Inspection } from './model-queries.ts';

const said = modelsText.inspect;

/** What a model would take with a context that is chosen, beside what is free. */
export function MemoryEstimate({ model }: { model: Inspection }): ReactElement {
  const id = useId();
  const sizes = contextSizes(model.context_length);
  const [place, setPlace] = useState(Math.min(2, sizes.length - 1));
  const [slots, setSlots] = useState(1);
  const contextSize = sizes[place]!;
  const request = useDeferredValue({ model: model.id, contextSize, slots });
  const { data } = useQuery(inspectionQuery(request));
  const { data: memory } = useQuery(memoryQuery);
  const need = data?.memory.find(({ context_size: size }) => size === request.contextSize);
  const free = memory?.devices.reduce((sum, device) => sum + device.free_bytes, 0);
  return (
    <section aria-labelledby={id} className="space-y-3">
      <div>
        <h3 id={id} className="text-sm font-semibold">
          {said.estimate}
        </h3>
        <p className="text-sm text-muted">{said.estimateHint}</p>
      </div>
      <Field label={said.contextSize}>
        <div className="flex items-center gap-3">
          <input
            type="range"
            aria-label={said.contextSize}
            aria-valuetext={modelsText.tokens(formatNumber(contextSize))}
            min={0}
            max={sizes.length - 1}
            value={place}
            onChange={(event) => setPlace(Number(event.target.value))}
            className="min-w-0 flex-1 accent-(--accent)"
          />
          <output className="w-20 text-right text-sm tabular-nums">{formatNumber(contextSize)}</output>
        </div>
      </Field>
      <Field label={said.slots}>
        <Input
          type="number"
          min={1}
          max={64}
          value={slots}
          onChange={(event) => setSlots(Math.min(64, Math.max(1, Math.trunc(Number(event.target.value)) || 1)))}
        />
      </Field>
      <div aria-live="polite" className="min-h-24">
        {need && (
          <>
            <Facts
              facts={[
                [said.weights, formatBytes(need.weights_bytes)],
                [said.cache, formatBytes(need.kv_cache_bytes)],
                [said.compute, formatBytes(need.compute_bytes)],
                [said.total, <strong key="total">{formatBytes(need.total_bytes)}</strong>],
              ]}
            />
            {free !== undefined && (
              <p className={`mt-2 text-sm ${need.total_bytes > free ? 'text-warning' : 'text-muted'}`}>
                {need.total_bytes > free ? said.tooLarge : said.fits}
              </p>
            )}
          </>
        )}
      </div>
    </section>
  );
}
