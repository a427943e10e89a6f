import type { AdapterControl, AdapterListing } from '@tuneloop/openai-server';
import { TuneloopError } from '@tuneloop/protocol';
import { adapterFormatOf } from '@tuneloop/runtime';
import { basename } from 'node:path';
import type { AdapterEventListener } from './adapter-event.ts';
import type { AdapterLibraries } from './adapter-libraries.ts';
import type { AdapterLibrary } from './adapter-library.ts';
import type { AttachedModel } from './attached-model.ts';
import type { AdapterNumbers } from './default-adapters.ts';
import { placeAdapter } from './place-adapter.ts';
import { createRegistryControl, type RegistryControlOptions } from './registry-control.ts';
import { waitForAdapter } from './wait-for-adapter.ts';

export interface AdapterControlOptions {
  libraries: AdapterLibraries;
  /** All of them in one. */
  library: AdapterLibrary;
  folders: readonly [string, ...string[]];
  attached: ReadonlySet<AttachedModel>;
  hidden: Set<string>;
  numbers: AdapterNumbers;
  /** By name, for requests that choose no adapter. */
  scales: Map<string, number>;
  sync: (name: string) => Promise<void>;
  watch: (listener: AdapterEventListener) => () => void;
  /** Left out: adapters have no versions but those of their files. */
  registered?: Pick<RegistryControlOptions, 'registry' | 'bases'> | undefined;
}

/** What the adapter routes show and steer. */
export function createAdapterControl(options: AdapterControlOptions): AdapterControl {
  const { libraries, library, attached, hidden, numbers, scales, registered } = options;
  const visible = (): string[] => library.list().flatMap(({ name }) => (hidden.has(name) ? [] : name));

  function list(): AdapterListing[] {
    const served = [...attached].flatMap((model) => model.list());
    const untried = library
      .list()
      .filter(({ name }) => !hidden.has(name) && served.every((adapter) => adapter.name !== name))
      .map(({ name, file }): AdapterListing => ({ name, file: basename(file), versions: describe(name) }));
    const refused = library.refused().map(({ name, file, reason }): AdapterListing => {
      return { name, file: basename(file), versions: [], refusedBecause: reason };
    });
    const isRefused = ({ name }: AdapterListing): string | undefined =>
      refused.find((adapter) => adapter.name === name)?.refusedBecause;
    return [
      // A file that was overwritten by a broken one still answers as it was.
      ...[...served, ...untried].map((adapter) => ({
        ...adapter,
        refusedBecause: isRefused(adapter) ?? adapter.refusedBecause,
      })),
      ...refused.filter(({ name }) => [...served, ...untried].every((adapter) => adapter.name !== name)),
    ];
  }

  function describe(name: string): AdapterListing['versions'] {
    return library.versions(name).map(({ version, hash }) => ({ version, hash, state: 'stored' }));
  }

  return {
    list,
    numbered: () =>
      visible()
        .map((name) => ({
          number: numbers.numberOf(name),
          file: basename(library.versions(name)[0]?.file ?? name),
          scale: scales.get(name) ?? 0,
        }))
        .toSorted((left, right) => left.number - right.number),
    setDefaultScales(byNumber) {
      const names = new Set(visible());
      const entries = [...byNumber].map(([number, scale]): [string, number] => {
        const name = numbers.nameOf(number);
        if (name !== undefined && names.has(name)) return [name, scale];
        const message = `There is no adapter ${number}; GET /lora-adapters lists those that there are.`;
        throw new TuneloopError('NOT_FOUND', message, { details: { param: 'id' } });
      });
      for (const name of names) scales.set(name, 0);
      for (const [name, scale] of entries) scales.set(name, scale);
    },
    async load({ name, path, replace }, signal) {
      const own = libraries[adapterFormatOf(path) ?? 'gguf'];
      const [current] = own.versions(name);
      if (!replace && current !== undefined && !hidden.has(name)) {
        const message = `An adapter is called "${name}" already. Send "load_inplace": true to replace it.`;
        throw new TuneloopError('INVALID_REQUEST', message, { details: { param: 'lora_name' } });
      }
      const takers = new Set([...attached].filter((model) => model.library === own));
      const accepts = (version: number): boolean => version !== current?.version;
      const waiting = waitForAdapter({ ...options, attached: takers, name, accepts, signal });
      try {
        const isNew = await placeAdapter({ name, path, folders: options.folders, current, signal });
        hidden.delete(name);
        await options.sync(name);
        // What was there already does not change, and nothing would tell of it.
        if (isNew && takers.size > 0) await waiting.settled;
      } finally {
        waiting.stop();
      }
    },
    async unload(name) {
      if (!visible().includes(name)) {
        const message = `No adapter is called "${name}"; GET /v1/adapters lists those that there are.`;
        throw new TuneloopError('NOT_FOUND', message, { details: { param: 'lora_name' } });
      }
      hidden.add(name);
      await options.sync(name);
    },
    ...(registered && { registry: createRegistryControl({ ...options, ...registered, library: libraries.gguf }) }),
  };
}
