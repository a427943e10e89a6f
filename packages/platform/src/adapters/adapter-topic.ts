import { basename } from 'node:path';
import type { EventTopic } from '@tuneloop/openai-server';
import { withoutFolders } from '../models/model-state.ts';
import type { AdapterEvent } from './adapter-event.ts';
import type { AdapterService } from './adapter-service.ts';

/** What happens to adapters, as `/v1/ws` tells it under the topic `adapters`. */
export function adapterTopic(adapters: Pick<AdapterService, 'watch'>): EventTopic {
  return { scope: 'chat', watch: (listener) => adapters.watch((event) => listener(encode(event))) };
}

function encode(event: AdapterEvent): Record<string, unknown> {
  const { base } = event;
  // Of a folder that cannot be read the name is its path.
  const name = basename(event.name);
  const common = { adapter: name, base, model: base && `${base}:${name}` };
  switch (event.type) {
    case 'adapter-live':
      return { type: 'live', ...common, version: event.version, replaced: event.replaced, load_ms: event.loadMs };
    case 'adapter-refused':
      return { type: 'refused', ...common, version: event.version, reason: withoutFolders(event.reason) };
    case 'adapter-removed':
    default:
      return { type: 'removed', ...common };
  }
}
