import type { QuickJSContext, QuickJSHandle } from 'quickjs-emscripten-core';
import type { WorkerSettings } from '../worker-messages.ts';
import { vmPrelude } from './vm-prelude.ts';
import { vmTimers } from './vm-timers.ts';

/** `vmPrelude` from outside. */
export interface InstalledPrelude {
  toResult: (value: QuickJSHandle) => string;
  describe: (thrown: QuickJSHandle) => string;
}

export function installPrelude(
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

/** `vmTimers` from outside. */
export interface InstalledTimers {
  wait: () => number;
  fire: () => ReturnType<QuickJSContext['callFunction']>;
}

export function installTimers(context: QuickJSContext): InstalledTimers {
  const install = context.unwrapResult(context.evalCode(`(${vmTimers.toString()})`, 'prelude.js'));
  const timers = context.unwrapResult(context.callFunction(install, context.undefined));
  const wait = context.getProp(timers, 'wait');
  const fire = context.getProp(timers, 'fire');
  return {
    wait: () => context.getNumber(context.unwrapResult(context.callFunction(wait, context.undefined))),
    fire: () => context.callFunction(fire, context.undefined),
  };
}
