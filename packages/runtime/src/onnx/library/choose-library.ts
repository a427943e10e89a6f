import { createRequire } from 'node:module';
import { TuneloopError } from '@tuneloop/protocol';
import { resolveGenaiLibrary, type ResolveLibraryOptions } from './resolve-library.ts';

export interface ChosenLibrary {
  /** Of ONNX Runtime GenAI; left out where onnxruntime-node has to do without it. */
  path: string | undefined;
  /** For people to read. */
  choice: { name: string; value: string; reason: string };
}

interface ChooseOptions extends ResolveLibraryOptions {
  /** Replaced in tests. */
  resolve?: ((specifier: string) => string) | undefined;
}

/**
 * ONNX Runtime GenAI, or nothing where it cannot be had: onnxruntime-node then generates alone, at about half the speed
 * and without adapters.
 *
 * Errors: those of `resolveGenaiLibrary` when a path was given, when the file that is there is damaged, and for what is
 * wrong with this machine (`RESOURCE_EXHAUSTED`, `STORE_FAILED`); `ABORTED`.
 */
export async function chooseLibrary({
  resolve = createRequire(import.meta.url).resolve,
  ...options
}: ChooseOptions): Promise<ChosenLibrary> {
  if (options.path === undefined && !isThere(resolve, 'koffi')) {
    return alone('the package koffi is not there: run `npm install koffi@3.3`');
  }
  try {
    const path = await resolveGenaiLibrary(options);
    const reason = options.path === undefined ? 'the default' : 'as configured';
    return { path, choice: { name: 'library', value: 'ONNX Runtime GenAI', reason } };
  } catch (error) {
    if (options.path === undefined && canDoWithout(error)) return alone(error.message);
    throw error;
  }
}

function alone(reason: string): ChosenLibrary {
  const value = 'onnxruntime-node alone: about half as fast, no adapters';
  return { path: undefined, choice: { name: 'library', value, reason } };
}

function canDoWithout(error: unknown): error is TuneloopError {
  if (!TuneloopError.isInstance(error)) return false;
  if (error.code === 'UPSTREAM_FAILED' || error.code === 'NOT_FOUND') return true;
  return error.code === 'UNSUPPORTED' && error.details?.['damaged'] !== true;
}

function isThere(resolve: (specifier: string) => string, name: string): boolean {
  try {
    resolve(name);
    return true;
  } catch {
    return false;
  }
}
