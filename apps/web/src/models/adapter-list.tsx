import { Link } from '@tanstack/react-router';
import { Layers } from 'lucide-react';
import type { ReactElement } from 'react';
import { modelsText } from '../text/en/models.ts';
import { Badge, type BadgeLook } from '../ui/badge.tsx';
import type { Adapter } from './model-queries.ts';

const said = modelsText.adapters;
const looks: Record<Adapter['state'], BadgeLook> = { live: 'good', loading: 'warning', refused: 'bad' };

function AdapterRow({ adapter: { name, state, version, versions, reason } }: { adapter: Adapter }): ReactElement {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
      <Layers size={16} aria-hidden className="shrink-0 text-muted" />
      <span className="min-w-0 font-medium break-all">{name}</span>
      {version !== null && <span className="text-sm text-muted">{said.version(version)}</span>}
      <Badge look={looks[state]}>{said.states[state]}</Badge>
      <Link
        to="/models"
        search={{ adapter: name }}
        aria-label={said.versionsOf(name)}
        className="ml-auto inline-flex min-h-9 items-center text-sm font-medium text-accent underline-offset-4 hover:underline"
      >
        {said.versions}
        {versions.length > 1 && ` (${versions.length})`}
      </Link>
      {reason && <p className="w-full text-sm text-danger">{reason}</p>}
    </li>
  );
}

/** Adapters with the version that answers, and the way to the others. */
export function AdapterList({ label, adapters }: { label: string; adapters: readonly Adapter[] }): ReactElement {
  return (
    <ul aria-label={label} className="divide-y divide-line">
      {adapters.map((adapter) => (
        <AdapterRow key={`${adapter.base}:${adapter.name}`} adapter={adapter} />
      ))}
    </ul>
  );
}
