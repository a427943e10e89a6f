import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, type ReactElement } from 'react';
import { api, dataOf, type Schemas } from '../api/client.ts';
import { text } from '../text/text.ts';

const calmMs = 15_000;
const soonMs = 1500;

/** How the server is; asked often while something is wrong, as while a model is being loaded. */
function useHealth(): { health: Schemas['LabHealth'] | undefined; isLost: boolean } {
  const { data, isError } = useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => dataOf(api.GET('/health', { signal })),
    refetchInterval: ({ state }) => (state.status === 'error' || state.data?.status !== 'ok' ? soonMs : calmMs),
    refetchIntervalInBackground: false,
    retry: false,
  });
  useReadAgain(isError);
  return { health: data, isLost: isError };
}

/** What could not be read while the server was away is read once it is back. */
function useReadAgain(isLost: boolean): void {
  const queries = useQueryClient();
  const wasLost = useRef(false);
  useEffect(() => {
    if (wasLost.current && !isLost) void queries.invalidateQueries();
    wasLost.current = isLost;
  }, [isLost, queries]);
}

const colours = { ok: 'bg-accent', starting: 'bg-warning', degraded: 'bg-danger' };

/** One line: the model and how it is. */
export function ConnectionState(): ReactElement {
  const { health, isLost } = useHealth();
  const status = isLost ? 'degraded' : (health?.status ?? 'starting');
  const said = isLost
    ? text.connection.lost
    : health
      ? [health.model_key, health.message].filter(Boolean).join(': ') || text.connection.ready
      : text.connection.connecting;
  return (
    <p role="status" className="flex min-w-0 items-center gap-2 text-sm text-muted" title={said}>
      <span aria-hidden className={`size-2 shrink-0 rounded-full ${colours[status]}`} />
      <span className="truncate">{said}</span>
    </p>
  );
}
