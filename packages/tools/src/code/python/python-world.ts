import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { constants, createContext, Script, type Context } from 'node:vm';
import { appendOutput, createSharedOutput } from '../shared-output.ts';
import type { ProgramEnding, WorkerSettings } from '../worker-messages.ts';
import { driver, imports } from './driver.ts';
import { createRealm, type Realm } from './realm.ts';
import { createTextCodecs } from './text-codecs.ts';

/** How long to wait at most before looking whether something that is not a timer has come to its end, in ms. */
const longestWaitMs = 20;

/** Enough for Python alone. */
const snapshotMemoryBytes = 128 * 1024 * 1024;

export interface PythonWorld {
  stdout: SharedArrayBuffer;
  stderr: SharedArrayBuffer;
  run: (code: string) => Promise<ProgramEnding>;
}

/**
 * Python in WebAssembly for one program, in a realm of its own (see `createRealm`): into that go text, numbers and the
 * bytes of files, and text comes out.
 *
 * Throws when Pyodide cannot be read or started.
 */
export async function createPythonWorld(settings: WorkerSettings & { pyodideFolder: string }): Promise<PythonWorld> {
  const realm = openRealm(settings.pyodideFolder, settings);
  if (settings.snapshot !== undefined) copyIn(realm, 'snapshot', new Uint8Array(settings.snapshot));
  untouched(() => realm.boot(driver, lockFileOf(settings.pyodideFolder)));
  await started(realm);
  return {
    stdout: realm.stdout,
    stderr: realm.stderr,
    run(code) {
      untouched(() => realm.run(code));
      return ending(realm);
    },
  };
}

/** Throws when Pyodide cannot be read or started, or gives no snapshot. */
export async function takePythonSnapshot(pyodideFolder: string): Promise<SharedArrayBuffer> {
  const limits = { memoryBytes: snapshotMemoryBytes, maxOutputBytes: 1, maxResultCharacters: 1 };
  const realm = openRealm(pyodideFolder, limits);
  untouched(() => realm.record(imports, lockFileOf(pyodideFolder)));
  await started(realm);
  const taken = realm.snapshot();
  if (taken === undefined) throw new Error('Pyodide gave no snapshot');
  const snapshot = new SharedArrayBuffer(taken.length);
  new Uint8Array(snapshot).set(taken);
  return snapshot;
}

function openRealm(pyodideFolder: string, limits: Omit<WorkerSettings, 'pyodideFolder' | 'snapshot'>): Realm {
  const file = (name: string) => readFileSync(join(pyodideFolder, name));
  const { memoryBytes, maxOutputBytes, maxResultCharacters } = limits;
  const values = JSON.stringify({ memoryBytes, maxOutputBytes, maxResultCharacters });
  const context = createContext(constants.DONT_CONTEXTIFY, { name: 'python' });
  const parts = [values, createSharedOutput, appendOutput, `(${createTextCodecs.toString()})()`];
  const source = `(${createRealm.toString()})(${parts.join(', ')})`;
  const realm = evaluate(context, source, 'realm.js') as Realm;
  for (const name of ['pyodide.asm.wasm', 'python_stdlib.zip']) copyIn(realm, name, file(name));
  evaluate(context, asScript(file('pyodide.asm.mjs').toString()), 'pyodide.asm.js');
  evaluate(context, withoutImports(file('pyodide.js').toString()), 'pyodide.js');
  return realm;
}

/** The memory for it is the realm's own; an array of this one would bring its prototypes along. */
function copyIn(realm: Realm, name: string, bytes: Uint8Array): void {
  Uint8Array.prototype.set.call(realm.allocate(name, bytes.length), bytes);
}

function lockFileOf(pyodideFolder: string): string {
  return readFileSync(join(pyodideFolder, 'pyodide-lock.json'), 'utf8');
}

async function started(realm: Realm): Promise<void> {
  const { error } = await ending(realm);
  if (error !== undefined) throw new Error(error);
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
  // A program runs as a job of its realm, and has ended when this thread gets its next turn.
  for (let longest = 0; ; longest = longestWaitMs) {
    const wait: unknown = untouched(realm.turn);
    if (typeof wait !== 'number') break;
    await sleep(Math.min(wait, longest));
  }
  const outcome: unknown = untouched(realm.outcome);
  const { result, error } = JSON.parse(typeof outcome === 'string' ? outcome : '{}') as {
    result?: unknown;
    error?: unknown;
  };
  return typeof error === 'string' ? { error } : { result: JSON.stringify(result ?? null) };
}
