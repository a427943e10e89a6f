import type { QuickJSContext, QuickJSHandle } from 'quickjs-emscripten-core';
import type { InstalledTimers } from './installed-prelude.ts';

type Ended = { value: QuickJSHandle } | { error: QuickJSHandle };

/**
 * A script, so that its last expression is the result; a module, whose result is its default export, where it cannot be
 * a script for an `await` outside of functions, or an `export`.
 */
export function evaluate(context: QuickJSContext, timers: InstalledTimers, code: string): Ended {
  const script = context.evalCode(code, 'code.js');
  if (!script.error) return settle(context, timers, script.value);
  const isModule = /\b(await|export)\b/.test(code) && textOf(context, script.error, 'name') === 'SyntaxError';
  if (!isModule) return { error: script.error };
  const module = context.evalCode(code, 'code.js', { type: 'module' });
  if (module.error) return { error: module.error };
  const ended = settle(context, timers, module.value);
  return 'error' in ended ? ended : { value: context.getProp(ended.value, 'default') };
}

function textOf(context: QuickJSContext, handle: QuickJSHandle, property: string): string {
  return context.getProp(handle, property).consume((value) => context.getString(value));
}

/** Runs the jobs of promises and the timers until none is left, as a program's end waits for them elsewhere too. */
function settle(context: QuickJSContext, timers: InstalledTimers, value: QuickJSHandle): Ended {
  for (;;) {
    const jobs = context.runtime.executePendingJobs();
    if (jobs.error) return { error: jobs.error };
    const state = context.getPromiseState(value);
    if (state.type === 'rejected') return { error: state.error };
    const wait = timers.wait();
    if (wait < 0) {
      if (state.type === 'fulfilled') return { value: state.value };
      return { error: context.newError('The program waits for a promise that nothing will settle.') };
    }
    sleep(wait);
    const fired = timers.fire();
    if (fired.error) return { error: fired.error };
  }
}

/** This thread has nothing else to do. */
function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
