import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { TuneloopError } from '@tuneloop/protocol';
import { formatBytes, isOnnxFolder, type ModelStore } from '@tuneloop/runtime';
import type { Config } from '../config/schema.ts';
import { onnxLibraryFolder } from '../engines/onnx-options.ts';
import type { Check, Examination } from './check.ts';

const name = 'ONNX Runtime';
const libraryName = 'ONNX Runtime GenAI';
const providerName = 'ONNX provider';

/** What the ONNX engine needs, where a model is served by it: packages, the library by its hash, the provider. Loads nothing. */
export const onnx: Examination = {
  name,
  async run({ config, models }): Promise<Check[]> {
    if (!(await usesOnnx(config, models))) return [];
    const { findOnnxRuntime } = await import('@tuneloop/runtime/onnx');
    const runtime = await findOnnxRuntime().catch((error: unknown) => TuneloopError.from(error));
    if (runtime instanceof Error) return [failed(name, runtime)];
    const found: Check = { name, status: 'ok', detail: `onnxruntime-node ${versionOf('onnxruntime-node')}` };
    const library = await examineLibrary(config);
    return [found, library.check, ...(await examineProvider(config, runtime, library.path))];
  },
};

async function usesOnnx(config: Config, models: ModelStore): Promise<boolean> {
  if (config.runtime.backend === 'onnx') return true;
  const named = [config.model, ...Object.keys(config.models)].filter((reference) => reference !== undefined);
  const found = await Promise.all(named.map((reference) => models.find(reference).catch(() => undefined)));
  const listed = [...found, ...(await models.list().catch(() => []))].flatMap((model) => model?.path ?? []);
  const isOnnx = await Promise.all([...new Set(listed)].map(isOnnxFolder));
  return isOnnx.includes(true);
}

async function examineLibrary({ folders, runtime, offline }: Config): Promise<{ check: Check; path?: string }> {
  const { resolveGenaiLibrary } = await import('@tuneloop/runtime/onnx');
  const without = 'Without it models answer all the same, at about half the speed and without adapters.';
  if (!isInstalled('koffi')) {
    const advice = `Run "npm install koffi@3.3". ${without}`;
    return { check: { name: libraryName, status: 'warn', detail: 'the package koffi is not there', advice } };
  }
  try {
    const options = { folder: onnxLibraryFolder(folders), path: runtime.onnxLibraryPath, offline: true };
    const path = await resolveGenaiLibrary(options);
    const { size } = await stat(path);
    const checked = runtime.onnxLibraryPath === undefined ? ', its hash is as pinned' : ', a build of your own';
    return { check: { name: libraryName, status: 'ok', detail: `${path} (${formatBytes(size)})${checked}` }, path };
  } catch (error) {
    const { message, details } = TuneloopError.from(error);
    const isYetToCome = !offline && runtime.onnxLibraryPath === undefined && details['path'] !== undefined;
    if (!isYetToCome) return { check: { name: libraryName, status: 'warn', detail: message, advice: without } };
    const detail = details['damaged'] === true ? 'damaged' : 'not fetched yet';
    const advice = `The first ONNX model that is loaded fetches it (11 MB, with pip or uv, from PyPI). ${without}`;
    return { check: { name: libraryName, status: 'ok', detail, advice } };
  }
}

async function examineProvider({ runtime }: Config, onnxRuntime: string, library?: string): Promise<Check[]> {
  const { executionProvider: provider } = runtime;
  if (provider === undefined || provider === 'cpu') return [];
  const { checkGenaiProvider, checkProvider } = await import('@tuneloop/runtime/onnx');
  try {
    await checkProvider(provider, onnxRuntime);
    if (library !== undefined) await checkGenaiProvider(provider, library);
    return [{ name: providerName, status: 'ok', detail: `${provider} is there; whether it computes shows a model` }];
  } catch (error) {
    return [failed(providerName, TuneloopError.from(error))];
  }
}

/** The first sentence says what is wrong, the others what to do. */
function failed(check: string, { message }: TuneloopError): Check {
  const [detail = message, ...advice] = message.split(/(?<=\.) (?=[A-Z])/);
  return { name: check, status: 'fail', detail, advice: advice.join(' ') };
}

/** As the engine looks for it. */
function engineRequire(): NodeJS.Require {
  return createRequire(import.meta.resolve('@tuneloop/runtime/onnx'));
}

function versionOf(package_: string): string {
  return (engineRequire()(`${package_}/package.json`) as { version: string }).version;
}

function isInstalled(package_: string): boolean {
  try {
    engineRequire().resolve(package_);
    return true;
  } catch {
    return false;
  }
}
