import { leaseModel, withAdapters } from '@tuneloop/openai-server';
import type { AdapterSelection, GenerateRequest, GenerationEvent, LoadedModel } from '@tuneloop/protocol';
import type { AttachedModel } from './attached-model.ts';
import type { VersionUse } from './loaded-versions.ts';

export interface AdaptedModelOptions {
  /** A lease; disposing the adapted model disposes it. */
  model: LoadedModel;
  attached: AttachedModel;
  /** What the model's name chose; its use ends with the lease. */
  chosen?: VersionUse | undefined;
  /** The name of an adapter by its number in `/lora-adapters`. */
  nameOf: (number: number) => string | undefined;
  /** By name, for requests that choose no adapter. */
  defaultScales: () => ReadonlyMap<string, number>;
}

/**
 * A lease on a model whose requests choose adapters by their public names: it finds the versions that these mean now,
 * and holds them until the generation has ended.
 */
export function createAdaptedModel(options: AdaptedModelOptions): LoadedModel {
  const { model, attached, chosen } = options;
  const id = chosen ? `${attached.base}:${chosen.version.name}@${chosen.version.version}` : model.info.id;

  /** Of an upstream's own adapters nothing but the names are known here: nobody but the upstream keeps them. */
  function isUpstreams(wanted: string): boolean {
    const { name } = splitAdapterName(wanted);
    const isOurs = attached.list().some((adapter) => adapter.name === name);
    return !isOurs && (model.adapters?.list().some(({ id: known }) => known === wanted) ?? false);
  }

  async function find({ id: wanted, scale }: AdapterSelection): Promise<FoundAdapter> {
    const { name, selector } = splitAdapterName(wanted);
    const numbered = /^\d{1,9}$/.test(wanted) ? options.nameOf(Number(wanted)) : undefined;
    const isName = attached.liveNames().includes(wanted);
    const use = numbered !== undefined && !isName ? attached.use(numbered) : attached.use(name, selector);
    return { use: await use, scale };
  }

  /** Collects in `found` what must be disposed, also when one of them is not found. */
  async function findAll(selections: readonly AdapterSelection[], found: FoundAdapter[]): Promise<void> {
    for (const selection of selections) {
      found.push(isUpstreams(selection.id) ? { use: selection, scale: selection.scale } : await find(selection));
    }
  }

  function selectionsOf(request: GenerateRequest): AdapterSelection[] {
    if (request.adapters || chosen) return request.adapters ?? [];
    const live = new Set(attached.liveNames());
    return [...options.defaultScales()].flatMap(([name, scale]) =>
      scale !== 0 && live.has(name) ? [{ id: name, scale }] : [],
    );
  }

  async function* generate(
    request: GenerateRequest,
    callOptions?: Parameters<LoadedModel['generate']>[1],
  ): AsyncGenerator<GenerationEvent, void, undefined> {
    const found: FoundAdapter[] = [];
    try {
      await findAll(selectionsOf(request), found);
      const requested = found.map(({ use, scale }) => ({ id: use.id, scale }));
      const named = (chosen ? [{ use: chosen, scale: 1 }, ...found] : found).map(nameAdapter);
      const adapted = chosen ? withAdapters(model, [{ id: chosen.id, scale: 1 }]) : model;
      // None is a choice too, where an upstream has adapters for requests that make none.
      const adapters = request.adapters || requested.length > 0 ? requested : undefined;
      for await (const event of adapted.generate({ ...request, adapters }, callOptions)) {
        yield event.type === 'generation-start' ? { ...event, model: id, adapters: named } : event;
      }
    } finally {
      for (const { use } of found) if ('version' in use) use[Symbol.dispose]();
    }
  }

  return {
    ...leaseModel(model),
    info: chosen ? { ...model.info, id, base: model.info.id } : model.info,
    generate,
    [Symbol.asyncDispose]: async () => {
      chosen?.[Symbol.dispose]();
      await model[Symbol.asyncDispose]();
    },
  };
}

/** Of an upstream's own adapters there is the name alone. */
interface FoundAdapter {
  use: VersionUse | AdapterSelection;
  scale: number;
}

/** As people know it: `pirate@3`. */
function nameAdapter({ use, scale }: FoundAdapter): AdapterSelection {
  return { id: 'version' in use ? `${use.version.name}@${use.version.version}` : use.id, scale };
}

/** `pirate@3` is version 3 of `pirate`. */
export function splitAdapterName(text: string): { name: string; selector?: string } {
  const at = text.lastIndexOf('@');
  return at > 0 ? { name: text.slice(0, at), selector: text.slice(at + 1) } : { name: text };
}
