import { afterAll, describe, expect, it } from 'vitest';
import { codePolicySchema, type CodePolicy } from './code-policy.ts';
import { createCodeSandbox } from './code-sandbox.ts';

const sandbox = createCodeSandbox();
afterAll(() => sandbox[Symbol.asyncDispose]());
const run = (code: string, policy: Partial<CodePolicy> = {}, signal = new AbortController().signal) =>
  sandbox.run({ language: 'javascript', code }, codePolicySchema.parse(policy), signal);

describe('JavaScript', { timeout: 20_000 }, () => {
  it('gives what a program prints, its result and its time', async () => {
    const code = `
      const primes = [];
      for (let n = 2; primes.length < 1000; n++) if (primes.every((p) => n % p)) primes.push(n);
      console.log('found', primes.length, { last: primes.at(-1) });
      console.error('careful');
      print([1n, new Map([['a', 1]]), new Set([2])]);
      ({ sum: primes.reduce((a, b) => a + b), ok: true })`;
    await expect(run(code)).resolves.toStrictEqual({
      stdout: 'found 1000 {"last":7919}\n["1n",{"a":1},[2]]\n',
      stderr: 'careful\n',
      result: { sum: 3_682_913, ok: true },
      durationMs: expect.any(Number),
      error: undefined,
    });
  });

  it.each([
    ['1 + 1', 2],
    ['"text"', 'text'],
    ['undefined', null],
    ['NaN', null],
    ['10n ** 30n', `${10n ** 30n}n`],
    ['(() => 1)', '[function ]'],
    ['Symbol("s")', 'Symbol(s)'],
    ['new Date(0)', '1970-01-01T00:00:00.000Z'],
    ['const o = {}; o.o = o; o', '[object Object]'],
    ['Promise.resolve(3).then((n) => n + 1)', 4],
    ['const x = await Promise.resolve(5); export default x * 2', 10],
    ['new Promise((resolve) => setTimeout(resolve, 10, 7))', 7],
    ['let n = 0; const id = setInterval(() => { if (++n === 3) clearInterval(id); }, 5); ({ toJSON: () => n })', 3],
    ['"use strict"; delete 1; [..."añ😀"]', ['a', 'ñ', '😀']],
  ])('gives the result of %s', async (code, result) => {
    const outcome = await run(code);
    expect(outcome.error).toBeUndefined();
    expect(outcome.result).toStrictEqual(result);
  });

  it.each([
    ['null.x', /^TypeError: .*\n\s+at .*code\.js:1/],
    ['let let = 1', /^SyntaxError: /],
    ['nowhere', /^ReferenceError: nowhere is not defined/],
    ['throw new Error("mine")', /^Error: mine/],
    ['throw { a: 1 }', /^Uncaught \{"a":1\}/],
    ['Promise.reject(new RangeError("later"))', /^RangeError: later/],
    ['setTimeout(() => { throw new Error("in a timer") })', /^Error: in a timer/],
    ['new Promise(() => {})', /waits for a promise that nothing will settle/],
    ['throw { toString() { throw 1 }, toJSON() { throw 1 } }', /^Uncaught /],
    ['const e = new Error("x"); Object.defineProperty(e, "stack", { get() { throw 1 } }); throw e', /./],
  ])('reports the failure of %s', async (code, error) => {
    await expect(run(code)).resolves.toMatchObject({ error: expect.stringMatching(error), result: null });
  });

  it('keeps nothing from one program to the next', async () => {
    await run('globalThis.left = 1; Array.prototype.map = null; JSON.stringify = () => "tampered"; print("x")');
    await expect(run('[typeof left, [1].map((n) => n + 1)]')).resolves.toMatchObject({ result: ['undefined', [2]] });
  });
});

describe('what JavaScript must not do', { timeout: 20_000 }, () => {
  it.each([
    'typeof process',
    'typeof require',
    'typeof fetch',
    'typeof WebSocket',
    'typeof Buffer',
    'typeof WebAssembly',
    'typeof std + typeof os',
    'typeof globalThis.constructor.constructor("return this")().process',
    'typeof (function () { return this })().process',
    'typeof (async () => {}).constructor("return process")().x',
    'typeof console.log.constructor("return typeof process")()',
    'typeof print.constructor.constructor("return this")().parentPort',
    'typeof Error().constructor.prepareStackTrace',
  ])('reach the host by %s', async (code) => {
    const outcome = await run(code);
    expect(outcome.error ?? outcome.result).toMatch(/undefined|is not defined|object|string/);
    expect(outcome.result).not.toBe('function');
  });

  it.each(['import("node:fs")', 'import fs from "node:fs"; export default fs', 'await import("os")'])(
    'import: %s',
    async (code) => {
      await expect(run(code)).resolves.toMatchObject({ result: null, error: expect.any(String) });
    },
  );

  it('pollute prototypes of the host, nor those of the next program', async () => {
    const pollute = `
      Object.prototype.polluted = 1;
      Object.prototype.toJSON = () => "mine";
      Object.prototype.error = "mine";
      Array.prototype[Symbol.iterator] = undefined;
      String.prototype.toString = Object;
      Promise.prototype.then = undefined;
      Function.prototype.call = undefined;
      const own = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, "a": 1}');
      delete Object.prototype.toJSON;
      own`;
    const outcome = await run(pollute);
    expect(outcome.error ?? 'none').not.toBe('mine');
    expect(Object.getPrototypeOf(outcome)).toBe(Object.prototype);
    expect([({} as { polluted?: number }).polluted, Array.from(new Set([1])), 'toJSON' in {}]).toEqual([
      undefined,
      [1],
      false,
    ]);
    await expect(run('[({}).polluted, [...[1]], JSON.stringify({})]')).resolves.toMatchObject({
      result: [null, [1], '{}'],
    });
  });

  it('see more of the host than the language has', async () => {
    const outcome = await run('Object.getOwnPropertyNames(globalThis).filter((name) => /^[a-z]/.test(name)).sort()');
    expect(outcome.result).toStrictEqual([
      'clearInterval',
      'clearTimeout',
      'console',
      'decodeURI',
      'decodeURIComponent',
      'encodeURI',
      'encodeURIComponent',
      'escape',
      'eval',
      'globalThis',
      'isFinite',
      'isNaN',
      'parseFloat',
      'parseInt',
      'performance',
      'print',
      'queueMicrotask',
      'setInterval',
      'setTimeout',
      'undefined',
      'unescape',
    ]);
  });

  it('run forever: what it printed until then is there', async () => {
    const outcome = await run('print("begun"); for (;;);', { timeoutMs: 200 });
    expect(outcome).toMatchObject({
      stdout: 'begun\n',
      error: 'The program did not end within 200 ms and was stopped.',
    });
    expect(outcome.durationMs).toBeLessThan(5000);
  });

  it.each([
    'for (;;) Promise.resolve().then(() => {}); ',
    'setInterval(() => {}, 1)',
    'setTimeout(() => {}, 1e9)',
    'const loop = () => Promise.resolve().then(loop); loop()',
    '(a => { const again = () => queueMicrotask(again); again() })()',
    '/(a+)+$/.test("a".repeat(60) + "!")',
    'while (true) try { (function f() { f() })() } catch {}',
  ])('run forever by %s', async (code) => {
    const outcome = await run(code, { timeoutMs: 300, memoryBytes: 32 * 1024 * 1024 });
    expect(outcome.error).toMatch(/stopped|memory|stack|not defined/);
    expect(outcome.durationMs).toBeLessThan(5000);
  });

  it.each([
    'let s = "x"; for (;;) s += s',
    'const a = []; for (;;) a.push(new Array(1e6).fill(1))',
    'new Array(2 ** 32 - 1).fill(0)',
    '"x".repeat(2 ** 30)',
    'new ArrayBuffer(2 ** 31)',
    'const m = new Map(); for (let i = 0; ; i++) m.set(i, { i })',
  ])('take more memory than it may: %s', async (code) => {
    const outcome = await run(code, { memoryBytes: 32 * 1024 * 1024, timeoutMs: 8000 });
    expect(outcome.error).toMatch(/memory|invalid|length|too long|range/i);
    expect(outcome.error).not.toMatch(/did not end/);
  });

  it.each([
    '(function f() { return f() + 1 })()',
    'let a = []; for (let i = 0; i < 3e4; i++) a = [a]; JSON.stringify(a); throw Error("stack was enough")',
    'const f = () => [1].map(f); f()',
    'eval("(".repeat(1e6))',
  ])('break the sandbox by recursion: %s', async (code) => {
    await expect(run(code)).resolves.toMatchObject({ error: expect.stringMatching(/stack|recursion|call/i) });
  });

  it('flood its output', async () => {
    const outcome = await run('for (let i = 0; i < 1e3; i++) print("é".repeat(1000)); "done"', {
      maxOutputBytes: 1001,
      timeoutMs: 60_000,
    });
    expect(outcome.stdout).toBe(`${'é'.repeat(500)}\n[cut after 1001 bytes]`);
    const large = await run('"x".repeat(1e6)', { maxResultCharacters: 100 });
    expect(large.result).toBe('x'.repeat(100));
    const nested = await run('new Array(1e4).fill("x")', { maxResultCharacters: 100 });
    expect(nested.result).toMatch(/^\["x",.*… \[cut\]$/);
  });

  it('survive a cancel', async () => {
    const controller = new AbortController();
    const running = run('for (;;);', {}, controller.signal);
    setTimeout(() => controller.abort(), 100);
    await expect(running).rejects.toThrow(expect.objectContaining({ code: 'ABORTED' }));
    await expect(run('1')).resolves.toMatchObject({ result: 1 });
  });

  it('be larger than the limit', async () => {
    await expect(run('1'.repeat(20), { maxCodeBytes: 10 })).rejects.toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST' }),
    );
  });
});
