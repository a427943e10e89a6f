import { TuneloopError } from '@tuneloop/protocol';
import { checkAdapterFits, readAdapter } from '@tuneloop/runtime';
import type { RegisteredVersion } from './adapter-version.ts';

/** A model that an adapter is to be served with. */
export interface ServedBase {
  /** For people. */
  id: string;
  /** The GGUF. */
  path: string;
  /** Lower-case hexadecimal, where it is known. */
  sha256?: string | undefined;
}

/**
 * Whether a version can be served with one of these models at least.
 *
 * @returns what a person should know, one sentence each: other weights of the same shape are no error, since they may be
 * another quantisation of what it was trained on.
 *
 * Errors: `ADAPTER_INVALID` (with the reason of the first model), `MODEL_NOT_FOUND`, `MODEL_LOAD_FAILED`.
 */
export async function checkBases(version: RegisteredVersion, bases: readonly ServedBase[]): Promise<string[]> {
  if (bases.length === 0) return [];
  const adapter = await readAdapter(version.file);
  const label = `${version.name}@${version.version}`;
  const tried = await Promise.all(
    bases.map((base) =>
      checkAdapterFits(adapter, base.path).then(
        () => ({ base }),
        (error: unknown) => ({ base, error: TuneloopError.from(error) }),
      ),
    ),
  );
  const fitting = tried.filter((attempt) => !('error' in attempt)).map(({ base }) => base);
  const [first] = tried;
  if (fitting.length === 0 && first && 'error' in first) {
    const { error } = first;
    const message = `${label} does not fit the model ${first.base.id}. ${error.message}`;
    throw new TuneloopError(error.code, message, { details: error.details, cause: error });
  }
  const trainedOn = version.base;
  const known = fitting.filter(({ sha256 }) => sha256 !== undefined);
  const isOther = trainedOn?.sha256 !== undefined && known.every(({ sha256 }) => sha256 !== trainedOn.sha256);
  if (!isOther || known.length === 0) return [];
  return [
    `${label} was trained on ${trainedOn.reference}, and ${known.map(({ id }) => id).join(', ')} has other weights of the same shape. That is well if it is another quantisation of the same model.`,
  ];
}
