import { Link } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import { modelsText as said } from '../text/en/models.ts';
import { formatBytes, formatNumber } from '../text/format.ts';
import { Badge, type BadgeLook } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Facts } from '../ui/facts.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import type { LabModel, Model } from './model-queries.ts';
import { useModelAction } from './use-model-action.ts';

const looks: Record<NonNullable<Model['status']>['value'], BadgeLook> = {
  unloaded: 'plain',
  loading: 'warning',
  loaded: 'good',
  failed: 'bad',
};

/** Links that look like buttons: they can be opened in another tab. */
const linkLook =
  'inline-flex min-h-10 items-center rounded-lg border border-control bg-raised px-3 text-sm font-medium hover:bg-panel';

/** A model with its state, what it takes, and what can be done with it; its adapters are within. */
export function ModelCard({
  model: { id, status, meta, max_model_len: context },
  known,
  isDefault,
  children,
}: {
  model: Model;
  known: LabModel | undefined;
  isDefault: boolean;
  children?: ReactNode;
}): ReactElement {
  const { act, busy } = useModelAction();
  const memory = known?.vram_estimate ?? undefined;
  const state = status?.value;
  return (
    <Card>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="min-w-0 font-semibold break-all">{id}</h3>
        <p className="flex gap-2">
          {isDefault && <Badge look="good">{said.isDefault}</Badge>}
          {state && <Badge look={looks[state]}>{said.states[state]}</Badge>}
        </p>
      </div>
      {known?.description && <p className="mb-1 text-sm text-muted">{known.description}</p>}
      <Facts
        look="line"
        facts={[
          [said.context, context === undefined ? undefined : said.tokens(formatNumber(context))],
          [said.memory, memory === undefined ? undefined : formatBytes(memory)],
          // The description says these too, once the file was read.
          [said.size, known?.description || meta?.size === undefined ? undefined : formatBytes(meta.size)],
          [said.quantization, known?.description ? undefined : meta?.quantization],
        ]}
      />
      {state === 'loading' && (
        <div className="mt-3">
          <ProgressBar label={said.loadProgress(id)} value={status?.progress} />
        </div>
      )}
      <div className="mt-3 flex flex-wrap gap-2">
        {state === 'loaded' && (
          <Button aria-label={`${said.unload} ${id}`} disabled={busy !== undefined} onClick={() => act('unload', id)}>
            {said.unload}
          </Button>
        )}
        {state && state !== 'loaded' && (
          <Button
            look="primary"
            aria-label={`${said.load} ${id}`}
            disabled={state === 'loading' || busy !== undefined}
            onClick={() => act('load', id)}
          >
            {state === 'loading' ? said.loading : said.load}
          </Button>
        )}
        {state && !isDefault && (
          <Button
            aria-label={`${said.makeDefault}: ${id}`}
            title={said.makeDefaultHint}
            disabled={busy !== undefined}
            onClick={() => act('default', id)}
          >
            {said.makeDefault}
          </Button>
        )}
        {known?.exists && (
          <Link to="/models" search={{ model: id }} aria-label={`${said.details}: ${id}`} className={linkLook}>
            {said.details}
          </Link>
        )}
      </div>
      {children}
    </Card>
  );
}
