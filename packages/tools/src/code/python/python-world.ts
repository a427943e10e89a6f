import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { constants, createContext, Script, type Context } from 'node:vm';
import { appendOutput, createSharedOutput } from '../shared-output.ts';
import type { ProgramEnding, WorkerSettings } from '../worker-messages.ts';
import { driver } from './driver.ts';
import { createRealm, type Realm } from './realm.ts';

/** How long to wait at most before looking whether something that is not a timer has come to its end, in ms. */
const longestWaitMs = 20;

export interface PythonWorld {
  stdout: SharedArrayBuffer;
  stderr: SharedArrayBuffer;
  run: (code: string) => Promise<ProgramEnding>;
}

/**
 * Python in WebAssembly for one program, in a realm of its own (see `createRealm`): into that go text, numbers and the
 * bytes of Pyodide's files, and text comes out.
 *
 * Throws when Pyodide cannot be read or started.
 */
export async function createPythonWorld(settings: WorkerSettings & { pyodideFolder: string }): Promise<PythonWorld> {
  const file = (name: string) => readFileSync(join(settings.pyodideFolder, name));
  const context = createContext(constants.DONT_CONTEXTIFY, { name: 'python' });
  const { memoryBytes, maxOutputBytes, maxResultCharacters } = settings;
  const limits = JSON.stringify({ memoryBytes, maxOutputBytes, maxResultCharacters });
  const realmSource = `(${createRealm.toString()})(${limits}, ${createSharedOutput.toString()}, ${appendOutput.toString()})`;
  const realm = evaluate(context, realmSource, 'realm.js') as Realm;
  for (const name of ['pyodide.asm.wasm', 'python_stdlib.zip']) {
    const bytes = file(name);
    Uint8Array.prototype.set.call(realm.allocate(name, bytes.length), bytes);
  }
  evaluate(context, asScript(file('pyodide.asm.mjs').toString()), 'pyodide.asm.js');
  evaluate(context, withoutImports(file('pyodide.js').toString()), 'pyodide.js');
  const lockFile = file('pyodide-lock.json').toString();
  untouched(() => realm.boot(driver, lockFile));
  const { error } = await ending(realm);
  if (error !== undefined) throw new Error(error);
  return {
    stdout: realm.stdout,
    stderr: realm.stderr,
    run(code) {
      untouched(() => realm.run(code));
      return ending(realm);
    },
  };
}

function evaluate(context: Context, source: string, filename: string): unknown {
  return new Script(source, { filename }).runInContext(context);
}

/** Node evaluates modules in a realm of their own only experimentally: the two places that make this one a module change. */
function asScript(module: string): string {
  const script = withoutImports(module)
    .replaceAll('import.meta.url', '"file:///pyodide/pyodide.asm.mjs"')
    .replace(/export default (\w+);\s*$/, 'globalThis.createPyodideModule = $1;');
  if (script.includes('import.meta') || !script.includes('globalThis.createPyodideModule')) {
    throw new Error('pyodide.asm.mjs does not look as expected');
  }
  return script;
}

/** An `import()` would be refused with an error of Node's, the one object of this realm that could ever get in there. */
function withoutImports(source: string): string {
  return source.replaceAll(/\bimport\s*\(/g, 'thereAreNoImports(');
}

/**
 * Calls into the realm. What is thrown in there is dropped unseen: looking at it could call a function of a program with
 * objects of this realm.
 */
function untouched<T>(call: () => T): T {
  try {
    return call();
  } catch {
    throw new Error(brokenDown);
  }
}

export const brokenDown = 'Python broke down, most often for want of memory or of depth of calls.';

/** Keeps the realm's timers going until it has come to an end. What comes out is text, and nothing else is looked at. */
async function ending(realm: Realm): Promise<ProgramEnding> {
  for (;;) {
    const wait: unknown = untouched(realm.turn);
    if (typeof wait !== 'number') break;
    await sleep(Math.min(wait, longestWaitMs));
  }
  const outcome: unknown = untouched(realm.outcome);
  const { result, error } = JSON.parse(typeof outcome === 'string' ? outcome : '{}') as {
    result?: unknown;
    error?: unknown;
  };
  return typeof error === 'string' ? { error } : { result: JSON.stringify(result ?? null) };
}
