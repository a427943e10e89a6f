import quickjsVariant from '@jitl/quickjs-ng-wasmfile-release-sync';
import { newQuickJSWASMModuleFromVariant, newVariant, type QuickJSSyncVariant } from 'quickjs-emscripten-core';
import type { ProgramEnding, WorkerSettings } from '../worker-messages.ts';
import { evaluate } from './evaluate.ts';
import { installPrelude, installTimers } from './installed-prelude.ts';

/** The package's types describe its CommonJS form, where the variant is one level deeper. */
const variant = quickjsVariant as unknown as QuickJSSyncVariant;

/** Of QuickJS's own stack, in bytes: far below what WebAssembly gives it, so that deep recursion ends as an exception. */
const maxStackBytes = 256 * 1024;
/** Of WebAssembly's memory. */
const pageBytes = 64 * 1024;
/** What this build of QuickJS wants at least, and takes at most. */
const initialPages = 256;
const maxPages = 32_768;

/** A QuickJS of its own, in WebAssembly, for one program: the language, `console`, `print` and timers, nothing else. */
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
  const timers = installTimers(context);
  const prelude = installPrelude(context, settings, write);
  return {
    run(code) {
      try {
        const ended = evaluate(context, timers, code);
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
