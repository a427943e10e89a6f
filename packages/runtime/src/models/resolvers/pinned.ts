import { TuneloopError } from '@tuneloop/protocol';
import type { CompleteFile } from '../download/partial-file.ts';
import type { PinnedModel } from '../embedded-model.ts';
import type { FetchOptions, LocatedModel } from './located-model.ts';
import { toStorePath } from './store-path.ts';

/**
 * A model whose file is known beforehand and can be had at several places: the first one that answers is taken.
 * `locate` finds the file at one of them.
 *
 * Errors of fetching: `UPSTREAM_FAILED` with every source's cause; `RESOURCE_EXHAUSTED`, `STORE_FAILED` and `ABORTED`
 * end it at once.
 */
export function locatePinned(model: PinnedModel, locate: (source: string) => Promise<LocatedModel>): LocatedModel {
  const { id, name, fileName, sizeBytes, sha256, sources } = model;

  async function fetchFrom(source: string, options: FetchOptions): Promise<CompleteFile> {
    const file = (await locate(`${source}#sha256=${sha256}`)).files[0];
    if (file === undefined) throw new TuneloopError('INTERNAL', 'A located model has no files.');
    return await file.fetch(options);
  }

  async function fetch(options: FetchOptions): Promise<CompleteFile> {
    const failures: TuneloopError[] = [];
    for (const source of sources) {
      try {
        return await fetchFrom(source, options);
      } catch (error) {
        const failure = TuneloopError.from(error);
        if (['RESOURCE_EXHAUSTED', 'STORE_FAILED', 'ABORTED', 'TIMEOUT'].includes(failure.code)) throw failure;
        failures.push(failure);
      }
    }
    const causes = failures.map(({ message }, at) => {
      const source = sources[at] ?? '';
      return `(${at + 1}) ${message.includes(source) ? '' : `${source}: `}${message}`;
    });
    throw new TuneloopError(
      'UPSTREAM_FAILED',
      `${name} could not be fetched from any of its sources. ${causes.join(' ')} Check the network, or set MODEL_PATH to a GGUF file on this machine.`,
      { details: { sources: failures.map((failure) => failure.serialize()) }, cause: failures.at(-1) },
    );
  }

  return { id, files: [{ storePath: toStorePath('embedded', fileName), label: name, sizeBytes, sha256, fetch }] };
}
