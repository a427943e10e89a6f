import { TuneloopError, type CallOptions } from '@tuneloop/protocol';
import { createDispatcher } from './http/dispatcher.ts';
import { UpstreamClient } from './http/upstream-client.ts';
import { parseRemoteOptions, type RemoteEngineOptions } from './options.ts';
import { listModels } from './probe/model-list.ts';

/**
 * The names of the models that the upstreams have, each once, those of the first upstream first; then those of their
 * adapters. An upstream whose model is fixed by its options has just what that is called here, which is not listed.
 *
 * Errors: `UPSTREAM_FAILED` when no upstream answers, `ABORTED`.
 */
export async function listUpstreamModels(
  options: RemoteEngineOptions,
  { signal }: CallOptions = {},
): Promise<string[]> {
  const settings = parseRemoteOptions(options);
  const outcomes = await Promise.allSettled(
    settings.upstreams.map(async ({ url, apiKey, model }) => {
      if (model !== undefined) return [];
      const dispatcher = createDispatcher(url, settings);
      try {
        const client = new UpstreamClient({ url, apiKey, dispatcher, headers: settings.headers });
        return (await listModels(client, signal)) ?? [];
      } finally {
        await dispatcher.destroy();
      }
    }),
  );
  const lists = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  if (lists.length === 0) {
    const [first] = outcomes;
    throw TuneloopError.from(first?.status === 'rejected' ? first.reason : undefined, 'UPSTREAM_FAILED');
  }
  const models = lists.flat();
  const [bases, adapters] = [false, true].map((isAdapter) =>
    models.filter(({ parent }) => (parent !== undefined) === isAdapter),
  );
  return [...new Set([...bases!, ...adapters!].map(({ id }) => id))];
}
