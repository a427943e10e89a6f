type SharedOutput = SharedArrayBuffer;

/** What the thread calls inside of the realm, with text and numbers alone. */
export interface Realm {
  stdout: SharedOutput;
  stderr: SharedOutput;
  /** Memory of the realm for a file of Pyodide's, to be filled from outside before `boot`. */
  allocate: (name: string, bytes: number) => Uint8Array;
  /** Starts Python; from the file `snapshot` where there is one. */
  boot: (driver: string, lockFile: string) => void;
  /** Starts Python with these imports, to take a snapshot of its memory. */
  record: (imports: string, lockFile: string) => void;
  /** After `record`. */
  snapshot: () => Uint8Array | undefined;
  /** Starts a program. */
  run: (code: string) => void;
  /** Runs what is due; gives how many ms nothing will be due. `undefined` once `outcome` is there. */
  turn: () => number | undefined;
  /** JSON of a `ProgramEnding`; after `boot` it says why that failed, if it did. */
  outcome: () => string | undefined;
}

interface RealmLimits {
  memoryBytes: number;
  maxOutputBytes: number;
  maxResultCharacters: number;
}

interface Pyodide {
  runPython: (code: string, options?: { globals?: unknown }) => unknown;
  makeMemorySnapshot: () => Uint8Array;
  unregisterJsModule: (name: string) => void;
  setStdin: (options: { stdin: () => null }) => void;
  setStdout: (options: { write: (bytes: Uint8Array) => number; isatty: boolean }) => void;
  setStderr: (options: { write: (bytes: Uint8Array) => number; isatty: boolean }) => void;
}

interface WebAssemblyMemory {
  buffer: ArrayBuffer;
  grow: (this: WebAssemblyMemory, pages: number) => number;
}

/** What Pyodide finds in its world: an engine's shell, where files come from `readbuffer` and nothing else exists. */
interface ShellGlobals {
  WebAssembly: { Memory: { prototype: WebAssemblyMemory } };
  readbuffer?: (name: string) => ArrayBuffer;
  read?: (name: string) => never;
  load?: (name: string) => never;
  loadPyodide?: (options: object) => Promise<Pyodide>;
  createPyodideModule?: unknown;
  crypto?: object;
  eval?: unknown;
  [name: string]: unknown;
}

/**
 * The world in which Pyodide runs: a realm of JavaScript with nothing in it that Pyodide does not need. Its source is
 * evaluated in there, so it refers to nothing outside of itself, and everything that it makes belongs to that realm:
 * no object of Node's ever comes in, so none can be climbed back through (`constructor.constructor` and the like).
 */
export function createRealm(
  limits: RealmLimits,
  createSharedOutput: (maxBytes: number) => SharedOutput,
  appendOutput: (output: SharedOutput, bytes: Uint8Array) => void,
  textCodecs: object,
): Realm {
  const shell = globalThis as unknown as ShellGlobals;
  const stdout = createSharedOutput(limits.maxOutputBytes);
  const stderr = createSharedOutput(limits.maxOutputBytes);
  const files = new Map<string, Uint8Array>();
  const timers = new Map<number, { due: number; callback: () => void }>();
  let lastTimer = 0;
  let ending: string | undefined;
  let taken: Uint8Array | undefined;
  let runProgram: ((code: string) => string) | undefined;
  const now = Date.now.bind(Date);
  const started = now();
  const { random } = Math;

  const setTimer = (callback: () => void, delay = 0): number => {
    timers.set(++lastTimer, { due: now() + (delay > 0 ? delay : 0), callback });
    return lastTimer;
  };
  const clearTimer = (id: number): void => void timers.delete(id);

  Object.assign(shell, {
    ...textCodecs,
    setTimeout: setTimer,
    clearTimeout: clearTimer,
    setInterval: undefined,
    performance: { now: () => now() - started },
    crypto: {
      // Good for programs, not for keys: the engine seeds it anew for every realm.
      getRandomValues(view: Uint8Array) {
        for (let at = 0; at < view.length; at += 1) view[at] = random() * 256;
        return view;
      },
    },
    // With these two Pyodide takes this for a shell, and Emscripten for a worker.
    WorkerGlobalScope: {},
    readbuffer(name: string) {
      const file = files.get(name.slice(name.lastIndexOf('/') + 1));
      if (file === undefined) throw new Error(`There is no file ${name}`);
      return file.buffer as ArrayBuffer;
    },
    read() {
      throw new Error('There are no files');
    },
    load() {
      throw new Error('There are no files');
    },
  });

  /** WebAssembly may grow to the limit and no further; Python then raises `MemoryError`. */
  const limitMemory = (): void => {
    const { prototype } = shell.WebAssembly.Memory;
    const { grow } = prototype;
    prototype.grow = function (pages) {
      if (this.buffer.byteLength + pages * 65_536 > limits.memoryBytes) throw new RangeError('memory limit');
      return grow.call(this, pages);
    };
  };

  /** Nothing in here makes code out of text any more, and nothing is left that only starting needed. */
  const seal = (): void => {
    const makers = [() => undefined, async () => undefined, function* () {}, async function* () {}];
    for (const maker of makers) {
      Object.defineProperty(Object.getPrototypeOf(maker), 'constructor', { value: undefined });
    }
    const refuse = (): never => {
      throw new EvalError('Code is not made of text in here');
    };
    // Pyodide still asks what is a function.
    shell.eval = refuse;
    shell.Function = Object.assign(
      function () {
        refuse();
      },
      { prototype: Function.prototype },
    );
    for (const name of ['readbuffer', 'read', 'load', 'loadPyodide', 'createPyodideModule']) delete shell[name];
    files.clear();
  };

  const load = (lockFile: string, snapshotOptions: object): Promise<Pyodide> =>
    shell.loadPyodide!({
      indexURL: '/pyodide/',
      createPyodideModule: shell.createPyodideModule,
      lockFileContents: lockFile,
      packageBaseUrl: '/none/',
      // What Python's module `js` would show; that module goes as well.
      jsglobals: Object.create(null) as object,
      env: { HOME: '/home/user', PYTHONDONTWRITEBYTECODE: '1' },
      stdin: () => null,
      stdout: () => undefined,
      stderr: () => undefined,
      ...snapshotOptions,
    });

  const record = async (imports: string, lockFile: string): Promise<void> => {
    const pyodide = await load(lockFile, { _makeSnapshot: true });
    pyodide.runPython(imports);
    taken = pyodide.makeMemorySnapshot();
  };

  const start = async (driver: string, lockFile: string): Promise<void> => {
    const snapshot = files.get('snapshot');
    const pyodide = await load(lockFile, snapshot === undefined ? {} : { _loadSnapshot: snapshot });
    const writer = (output: SharedOutput) => ({
      write(bytes: Uint8Array) {
        appendOutput(output, bytes);
        return bytes.length;
      },
      isatty: false,
    });
    pyodide.setStdin({ stdin: () => null });
    pyodide.setStdout(writer(stdout));
    pyodide.setStderr(writer(stderr));
    const prepare = pyodide.runPython(driver) as (maxChars: number) => (code: string) => string;
    runProgram = prepare(limits.maxResultCharacters);
    pyodide.unregisterJsModule('js');
    pyodide.unregisterJsModule('pyodide_js');
    seal();
  };

  const settle = (work: Promise<string | undefined>): void => {
    ending = undefined;
    work.then(
      (outcome) => (ending = outcome ?? '{}'),
      (error: unknown) => (ending = JSON.stringify({ error: `Python itself ended: ${String(error)}`.slice(0, 500) })),
    );
  };

  limitMemory();
  return {
    stdout,
    stderr,
    allocate(name, bytes) {
      const memory = new Uint8Array(bytes);
      files.set(name, memory);
      return memory;
    },
    boot: (driver, lockFile) => settle(start(driver, lockFile).then(() => undefined)),
    record: (imports, lockFile) => settle(record(imports, lockFile).then(() => undefined)),
    snapshot: () => taken,
    run: (code) => settle(Promise.resolve(code).then(runProgram)),
    turn() {
      if (ending !== undefined) return undefined;
      const time = now();
      let next = Infinity;
      for (const [id, { due, callback }] of timers) {
        if (due > time) {
          next = Math.min(next, due - time);
          continue;
        }
        timers.delete(id);
        callback();
        next = 0;
      }
      return next;
    },
    outcome: () => ending,
  };
}
