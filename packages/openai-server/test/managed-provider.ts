import type { LoadedModel } from '@tuneloop/protocol';
import { createModelProvider } from '../src/models/create-model-provider.ts';
import type { ModelManager } from '../src/models/model-manager.ts';
import type { ModelProvider } from '../src/models/model-provider.ts';

export interface ManagedProvider extends ModelProvider {
  /** What the manager was told. */
  calls: unknown[][];
}

/** A provider whose manager only notes what it is told, and knows no model called `unknown`. */
export function createManagedProvider(model: LoadedModel): ManagedProvider {
  const provider = createModelProvider([model]);
  const calls: unknown[][] = [];
  const note = async (name: string | undefined, ...call: unknown[]): Promise<void> => {
    if (name === 'unknown') await provider.acquire(name);
    calls.push(call);
  };
  const manager: ModelManager = {
    load: (name) => note(name, 'load', name),
    unload: (name) => note(name, 'unload', name),
    setDefault: (name, options) => note(name, 'default', name, options?.drainFirst),
    keepAlive: (name, milliseconds) => note(name, 'keep', name, milliseconds),
  };
  return { ...provider, manager, calls };
}
