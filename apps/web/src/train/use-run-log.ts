import { useEffect, useState } from 'react';
import { api, dataOf } from '../api/client.ts';

const againMs = 1000;
/** Of a long log the end is kept. */
const mostCharacters = 48_000;

/** What the trainer's programs say: the end of it, and what follows while the run is active. */
export function useRunLog(id: string, isActive: boolean): string {
  const [log, setLog] = useState({ id, text: '', to: undefined as number | undefined });
  useEffect(() => {
    const stopping = new AbortController();
    const { signal } = stopping;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let after: number | undefined;
    const look = async (): Promise<void> => {
      try {
        const query = after === undefined ? {} : { after };
        const part = await dataOf(api.GET('/v1/training/runs/{id}/log', { params: { path: { id }, query }, signal }));
        const isFirst = after === undefined;
        after = part.to;
        if (isFirst || part.text !== '') {
          setLog((before) => ({
            id,
            text: (isFirst ? part.text : before.text + part.text).slice(-mostCharacters),
            to: part.to,
          }));
        }
      } catch {
        if (signal.aborted) return;
      }
      if (isActive) timer = setTimeout(() => void look(), againMs);
    };
    void look();
    return () => {
      stopping.abort();
      clearTimeout(timer);
    };
  }, [id, isActive]);
  return log.id === id ? log.text : '';
}
