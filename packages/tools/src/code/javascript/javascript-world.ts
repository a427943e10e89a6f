import quickjsVariant from '@jitl/quickjs-ng-wasmfile-release-sync';
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
  type QuickJSSyncVariant,
} from 'quickjs-emscripten-core';
import type { ProgramEnding, WorkerSettings } from '../worker-messages.ts';
import { vmPrelude } from './vm-prelude.ts';

/** The package's types describe its CommonJS form, where the variant is one level deeper. */
const variant = quickjsVariant as unknown as QuickJSSyncVariant;

/** Of QuickJS's own stack, in bytes: far below what WebAssembly gives it, so that deep recursion ends as an exception. */
const maxStackBytes = 256 * 1024;
/** Of WebAssembly's memory. */
const pageBytes = 64 * 1024;
/** What this build of QuickJS wants at least, and takes at most. */
const initialPages = 256;
const maxPages = 32_768;
/** Promises' jobs between two looks at whether the program's promise is settled. */
const jobsAtOnce = 1000;

/** A QuickJS of its own, in WebAssembly, for one program: the language, `console` and `print`, nothing else. */
export async function createJavaScriptWorld(
  settings: WorkerSettings,
  write: (stream: number, text: string) => void,
): Promise<{ run: (code: string) => ProgramEnding }> {
  // QuickJS's own limit counts nothing in WebAssembly; that its memory cannot grow further is one that holds.
  const maximum = Math.min(Math.floor(settings.memoryBytes / pageBytes), maxPages);
  const memory = createMemory({ initial: initialPages, maximum });
  const quickjs = await newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmMemory: memory }));
  const runtime = quickjs.newRuntime({ maxStackSizeBytes: maxStackBytes });
  const context = runtime.newContext();
  const prelude = installPrelude(context, settings, write);
  return {
    run(code) {
      try {
        const ended = evaluate(context, runtime, code);
        if (!('error' in ended)) return { result: prelude.toResult(ended.value) };
        return { error: prelude.describe(ended.error) };
      } catch (error) {
        // QuickJS itself gave up, most often for want of memory; this world ends here anyway.
        return { error: `The program could not go on: ${error instanceof Error ? error.message : String(error)}` };
      }
    },
  };
}

/** Node has it; its types come only with those of browsers. */
type VariantMemory = NonNullable<Parameters<typeof newVariant>[1]['wasmMemory']>;

function createMemory(limits: { initial: number; maximum: number }): VariantMemory {
  type Memory = new (descriptor: object) => VariantMemory;
  const { Memory } = (globalThis as unknown as { WebAssembly: { Memory: Memory } }).WebAssembly;
  return new Memory(limits);
}

interface InstalledPrelude {
  toResult: (value: QuickJSHandle) => string;
  describe: (thrown: QuickJSHandle) => string;
}

function installPrelude(
  context: QuickJSContext,
  { maxOutputBytes, maxResultCharacters }: WorkerSettings,
  write: (stream: number, text: string) => void,
): InstalledPrelude {
  const writeHandle = context.newFunction('write', (stream, text) => {
    write(context.getNumber(stream), context.getString(text));
  });
  const install = context.unwrapResult(context.evalCode(`(${vmPrelude.toString()})`, 'prelude.js'));
  const limits = [maxOutputBytes, maxResultCharacters].map((limit) => context.newNumber(limit));
  const prelude = context.unwrapResult(context.callFunction(install, context.undefined, writeHandle, ...limits));
  const call = (name: string) => {
    const handle = context.getProp(prelude, name);
    return (value: QuickJSHandle) =>
      context.getString(context.unwrapResult(context.callFunction(handle, context.undefined, value)));
  };
  return { toResult: call('toResult'), describe: call('describe') };
}

type Ended = { value: QuickJSHandle } | { error: QuickJSHandle };

/**
 * A script, so that its last expression is the result; a module, whose result is its default export, where it cannot be
 * a script for an `await` outside of functions, or an `export`.
 */
function evaluate(context: QuickJSContext, runtime: QuickJSRuntime, code: string): Ended {
  const script = context.evalCode(code, 'code.js');
  if (!script.error) return settle(context, runtime, script.value);
  const isModule = /\b(await|export)\b/.test(code) && textOf(context, script.error, 'name') === 'SyntaxError';
  if (!isModule) return { error: script.error };
  const module = context.evalCode(code, 'code.js', { type: 'module' });
  if (module.error) return { error: module.error };
  const ended = settle(context, runtime, module.value);
  return 'error' in ended ? ended : { value: context.getProp(ended.value, 'default') };
}

function textOf(context: QuickJSContext, handle: QuickJSHandle, property: string): string {
  return context.getProp(handle, property).consume((value) => context.getString(value));
}

/** Runs the jobs of promises until the program's promise is settled, or no job is left. */
function settle(context: QuickJSContext, runtime: QuickJSRuntime, value: QuickJSHandle): Ended {
  for (;;) {
    const jobs = runtime.executePendingJobs(jobsAtOnce);
    if (jobs.error) return { error: jobs.error };
    const state = context.getPromiseState(value);
    if (state.type === 'rejected') return { error: state.error };
    if (state.type === 'fulfilled' && (jobs.value === 0 || state.notAPromise !== true)) return { value: state.value };
    if (state.type === 'pending' && jobs.value === 0) {
      return { error: context.newError('The program waits for a promise that nothing will settle.') };
    }
  }
}
