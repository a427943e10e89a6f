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

  async function find({ id: wanted, scale }: AdapterSelection): Promise<{ use: VersionUse; scale: number }> {
    const { name, selector } = splitAdapterName(wanted);
    const numbered = /^\d{1,9}$/.test(wanted) ? options.nameOf(Number(wanted)) : undefined;
    const isName = attached.liveNames().includes(wanted);
    const use = numbered !== undefined && !isName ? attached.use(numbered) : attached.use(name, selector);
    return { use: await use, scale };
  }

  /** Collects in `uses` what must be disposed, also when one of them is not found. */
  async function findAll(selections: readonly AdapterSelection[], uses: VersionUse[]): Promise<AdapterSelection[]> {
    const found: AdapterSelection[] = [];
    for (const selection of selections) {
      if (isUpstreams(selection.id)) {
        found.push(selection);
        continue;
      }
      const { use, scale } = await find(selection);
      uses.push(use);
      found.push({ id: use.id, scale });
    }
    return found;
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
    const uses: VersionUse[] = [];
    try {
      const requested = await findAll(selectionsOf(request), uses);
      const adapted = chosen ? withAdapters(model, [{ id: chosen.id, scale: 1 }]) : model;
      // None is a choice too, where an upstream has adapters for requests that make none.
      const adapters = request.adapters || requested.length > 0 ? requested : undefined;
      for await (const event of adapted.generate({ ...request, adapters }, callOptions)) {
        yield event.type === 'generation-start' ? { ...event, model: id } : event;
      }
    } finally {
      for (const use of uses) use[Symbol.dispose]();
    }
  }

  return {
    ...leaseModel(model),
    info: { ...model.info, id },
    generate,
    [Symbol.asyncDispose]: async () => {
      chosen?.[Symbol.dispose]();
      await model[Symbol.asyncDispose]();
    },
  };
}

/** `pirate@3` is version 3 of `pirate`. */
export function splitAdapterName(text: string): { name: string; selector?: string } {
  const at = text.lastIndexOf('@');
  return at > 0 ? { name: text.slice(0, at), selector: text.slice(at + 1) } : { name: text };
}
