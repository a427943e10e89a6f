import { afterAll, describe, expect, it, vi } from 'vitest';
import { codePolicySchema, type CodePolicy } from './code-policy.ts';
import { createCodeSandbox } from './code-sandbox.ts';

const sandbox = createCodeSandbox({ concurrency: 1 });
afterAll(() => sandbox[Symbol.asyncDispose]());
const run = (code: string, policy: Partial<CodePolicy> = {}, signal = new AbortController().signal) =>
  sandbox.run({ language: 'python', code }, codePolicySchema.parse(policy), signal);

describe('Python', { timeout: 60_000 }, () => {
  it('gives what a program prints, its result and its time', async () => {
    const code = `
import math, sys, json, re, random, hashlib, asyncio, datetime
from dataclasses import dataclass

@dataclass
class Point:
    x: int

print('Grüezi', Point(1))
print('careful', file=sys.stderr)
await asyncio.sleep(0.01)
random.seed(1)
{'factorial': math.factorial(20), 'large': [2**53, -2**53 - 1, 2**64], 'text': 'añ😀', 'hash': hashlib.sha256(b'x').hexdigest()[:8], 'pair': (1, None)}`;
    await expect(run(code)).resolves.toStrictEqual({
      stdout: 'Grüezi Point(x=1)\n',
      stderr: 'careful\n',
      result: {
        factorial: '2432902008176640000',
        large: [9_007_199_254_740_992, '-9007199254740993', '18446744073709551616'],
        text: 'añ😀',
        hash: '2d711642',
        pair: [1, null],
      },
      durationMs: expect.any(Number),
      error: undefined,
    });
  });

  it('gives a result that JSON has no form for as text, and draws other random numbers each time', async () => {
    const code = 'import random, os, uuid\n{(random.random(), os.urandom(8), str(uuid.uuid4()))}';
    const [first, second] = [await run(code), await run(code)];
    expect(first.result).toMatch(/^\{\(\d[^,]*, b(['"]).*\1, '[\da-f-]{36}'\)\}$/);
    const numbers = (result: unknown) => (result as string).split(', ');
    for (const [index, number] of numbers(first.result).entries())
      expect(numbers(second.result)[index]).not.toBe(number);
  });

  it('runs what is asynchronous, awaited by itself or by asyncio.run', async () => {
    const code = `
import asyncio
async def double(number):
    await asyncio.sleep(0.01 * number)
    return 2 * number
async def main():
    return await asyncio.gather(*[double(number) for number in (3, 1, 2)])
`;
    await expect(run(`${code}await main()`)).resolves.toMatchObject({ result: [6, 2, 4] });
    await expect(run(`${code}asyncio.run(main())`)).resolves.toMatchObject({ result: [6, 2, 4], stderr: '' });
    await expect(run('import asyncio\nawait asyncio.Future()')).resolves.toMatchObject({
      error: expect.stringContaining('waits for something that will never happen'),
    });
  });

  it('reports a failure with its traceback, and what was printed before', async () => {
    const failed = await run('import sys\ndef f():\n    return 1 / 0\nprint("before")\nf()');
    expect(failed).toMatchObject({ stdout: 'before\n', result: null });
    expect(failed.error).toBe(
      [
        'Traceback (most recent call last):',
        '  File "code.py", line 5, in <module>',
        '    f()',
        '    ~^^',
        '  File "code.py", line 3, in f',
        '    return 1 / 0',
        '           ~~^~~',
        'ZeroDivisionError: division by zero',
      ].join('\n'),
    );
    await expect(run('x = (')).resolves.toMatchObject({
      error: expect.stringMatching(/^ {2}File "code.py", line 1.*SyntaxError: /s),
    });
  });
});

/** Tries each expression in one program, and says what became of it. */
const attempt = async (expressions: readonly string[], setUp: string) => {
  const outcome = await run(`
import json
world = {}
exec(${JSON.stringify(setUp)}, world)
ends = {}
for source in json.loads(${JSON.stringify(JSON.stringify(expressions))}):
    try:
        ends[source] = repr(eval(source, world))[:200]
    except BaseException as error:
        ends[source] = type(error).__name__
ends`);
  expect(outcome.error).toBeUndefined();
  return outcome.result as Record<string, string>;
};

describe('what Python must not do', { timeout: 120_000 }, () => {
  it('reach the host, or the JavaScript around it', async () => {
    const ends = await attempt(
      [
        "open('/etc/passwd').read()",
        "open('/proc/self/environ').read()",
        `open(${JSON.stringify(import.meta.filename)}).read()`,
        'os.fork()',
        "os.popen('id').read()",
        "subprocess.run(['id'], capture_output=True)",
        "os.execv('/bin/sh', ['sh'])",
        'threading.Thread(target=print).start()',
        "socket.create_connection(('127.0.0.1', 1), 1)",
        "urllib.request.urlopen('http://127.0.0.1:1/', timeout=1).read()",
        "http.client.HTTPConnection('127.0.0.1', 1, timeout=1).request('GET', '/')",
        "__import__('numpy')",
        "__import__('micropip')",
        "__import__('js')",
        "__import__('js').process",
        "__import__('pyodide_js')",
        "__import__('pyodide_js._api')",
        "pyodide.code.run_js('1 + 1')",
        "importlib.reload(pyodide.code).run_js('1 + 1')",
        "ffi.to_js([1]).constructor.constructor('return 1')()",
        "ffi.to_js({}).constructor.constructor('return 1')()",
        "ffi.to_js(lambda: 1).constructor('return 1')()",
        "ffi.create_proxy(print).constructor.constructor('return 1')()",
        "pyodide.webloop.scheduleCallback.constructor('return 1')()",
        "pyodide.webloop.scheduleCallback.__proto__.constructor('return 1')()",
        'pyodide.http.pyfetch("http://127.0.0.1/").send(None)',
        'pyodide.http.open_url("http://127.0.0.1/")',
      ],
      'import os, subprocess, threading, socket, urllib.request, http.client, importlib\n' +
        'import pyodide, pyodide.code, pyodide.ffi as ffi, pyodide.http, pyodide.webloop',
    );
    for (const [source, end] of Object.entries(ends))
      expect(end, source).toMatch(/^\w*(Error|Exception|NotImplemented)$/);
    vi.stubEnv('TUNELOOP_SANDBOX_TEST', 'from the host');
    const { result } = await run("import os\n[os.system('id'), dict(os.environ), os.listdir('/'), os.getcwd()]");
    const [exitCode, environment, root] = result as [number, Record<string, string>, string[]];
    expect(exitCode).toBe(-1);
    expect(Object.values(environment)).not.toContain('from the host');
    expect(root).not.toContain('etc');
    vi.unstubAllEnvs();
  });

  it('see a function of the host among its callers', async () => {
    const code = `
import pyodide.ffi as ffi
def throw():
    try:
        ffi.to_js([1]).reduce(5)
    except ffi.JsException as error:
        return error
files = set()
def look(error, frames):
    files.update(str(frame.getFileName()).split('://')[0] for frame in frames)
    return ''
error_class = throw().constructor.__proto__
error_class.stackTraceLimit = 500
error_class.prepareStackTrace = ffi.create_proxy(look)
throw().stack
sorted(files)`;
    await expect(run(code)).resolves.toMatchObject({ result: ['jsnull', 'pyodide.asm.js', 'wasm'] });
  });

  it.each([
    "import ctypes\nctypes.CDLL(None).emscripten_run_script_int(b'7 * 6')",
    'import ctypes\nctypes.string_at(0xFFFFFFF0, 100)',
    'import _pyodide_core\n_pyodide_core.trigger_fatal_error()',
    'def f():\n    return f() + 1\nf()',
    "eval('(' * 100000)",
    'import sys, json\njson.dumps = None\nsys.stdout = None\nsys.modules.clear()\nimport os',
  ])('break more than itself: %s', async (code) => {
    const outcome = await run(code);
    expect(outcome.error).toMatch(/\w/);
    expect(outcome.result).toBeNull();
  });

  it('run forever', async () => {
    const code = "print('begun')\nwhile True:\n    try:\n        pass\n    except BaseException:\n        pass";
    await expect(run(code, { timeoutMs: 500 })).resolves.toMatchObject({
      stdout: 'begun\n',
      error: 'The program did not end within 500 ms and was stopped.',
    });
  });

  it.each([
    ['data = []\nwhile True:\n    data.append(bytearray(10_000_000))', /MemoryError/],
    // Copies on the side of JavaScript, which WebAssembly's limit does not count.
    [
      'import pyodide.ffi\ndata = []\nwhile True:\n    data.append(pyodide.ffi.to_js(bytearray(10_000_000)))',
      /more memory than it may have/,
    ],
  ])('take more memory than it may: %s', async (code, error) => {
    const outcome = await run(code, { memoryBytes: 96 * 1024 * 1024, timeoutMs: 60_000 });
    expect(outcome.error).toMatch(error);
  });

  it('flood its output', async () => {
    const flood = await run("for _ in range(1000):\n    print('é' * 100)\n'x' * 10 ** 6", {
      maxOutputBytes: 101,
      maxResultCharacters: 100,
    });
    expect(flood).toMatchObject({
      stdout: `${'é'.repeat(50)}\n[cut after 101 bytes]`,
      result: `${'x'.repeat(100)}… [cut]`,
    });
  });

  it('survive a cancel', async () => {
    const controller = new AbortController();
    const running = run('while True: pass', { timeoutMs: 60_000 }, controller.signal);
    setTimeout(() => controller.abort(), 2500);
    await expect(running).rejects.toThrow(expect.objectContaining({ code: 'ABORTED' }));
  });
});
