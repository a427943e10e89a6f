import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runPython } from '../run-python.ts';
import { trainingThreads } from '../../driver/training-threads.ts';
import { pythonEvents, type PythonCommand, type PythonEvent } from './python-events.ts';

const program = [fileURLToPath(new URL('../../../test/peft/stand-in-trainer.mjs', import.meta.url))];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuneloop-events-'));
});
afterAll(() => rm(folder, { recursive: true }));

type Action = readonly [string, unknown?];

function command(actions: readonly Action[], options: Partial<PythonCommand> = {}): PythonCommand {
  return { python: process.execPath, program, command: 'train', config: { do: actions }, ...options };
}

async function all(options: PythonCommand): Promise<PythonEvent[]> {
  const events: PythonEvent[] = [];
  for await (const event of pythonEvents(options)) events.push(event);
  return events;
}

function isRunning(pid: unknown): boolean {
  try {
    process.kill(Number(pid), 0);
    // One that ended and was not collected by its parent is still listed.
    return process.platform !== 'linux' || readFileSync(`/proc/${String(pid)}/stat`, 'utf8').split(' ')[2] !== 'Z';
  } catch {
    return false;
  }
}

describe('a command', () => {
  it('tells events in order; all else is its log', async () => {
    const log: string[] = [];
    const events = await all(
      command(
        [
          ['event', { type: 'phase', phase: 'import' }],
          ['log', 'one\n10%\r20%\ntwo'],
          ['raw', 'no JSON\n{"no":"type"}\n{"type":"st'],
          ['raw', 'ep","label":"Ü"}\n'],
        ],
        { onLog: (line) => log.push(line) },
      ),
    );
    expect(events).toEqual([
      { type: 'phase', phase: 'import' },
      { type: 'step', label: 'Ü' },
    ]);
    expect(log.toSorted()).toEqual(['10%', '20%', 'no JSON', 'one', 'two', '{"no":"type"}']);
  });

  it('runs without the network, and with nothing of another Python set-up', async () => {
    const environment = {
      PATH: process.env['PATH'],
      PYTHONPATH: '/elsewhere',
      PYTHONDONTWRITEBYTECODE: '1',
      HTTPS_PROXY: 'http://proxy.test',
    };
    const names = ['HF_HUB_OFFLINE', 'PYTHONPATH', 'PYTHONDONTWRITEBYTECODE', 'OMP_NUM_THREADS', 'HTTPS_PROXY'];
    const [event] = await all(command([['variables', names]], { environment, threads: 3 }));
    expect(event).toEqual({
      type: 'variables',
      command: 'train',
      HF_HUB_OFFLINE: '1',
      PYTHONPATH: null,
      PYTHONDONTWRITEBYTECODE: null,
      OMP_NUM_THREADS: '3',
      HTTPS_PROXY: 'http://proxy.test',
    });
    const [unsaid] = await all(command([['variables', ['OMP_NUM_THREADS']]], { environment }));
    expect(unsaid).toMatchObject({ OMP_NUM_THREADS: String(trainingThreads()) });
    const own = { environment: { ...environment, OMP_NUM_THREADS: '7' } };
    expect((await all(command([['variables', ['OMP_NUM_THREADS']]], own)))[0]).toMatchObject({ OMP_NUM_THREADS: '7' });
    const [online] = await all(command([['variables', ['HF_HUB_OFFLINE']]], { environment, network: true }));
    expect(online).toMatchObject({ HF_HUB_OFFLINE: null });
  });

  it('gives its last event as its result', async () => {
    const result = z.object({ type: z.literal('plan'), tokens: z.int() });
    const events: string[] = [];
    const options = { result, onEvent: (event: PythonEvent) => void events.push(event.type) };
    const told = runPython({
      ...command([
        ['event', { type: 'phase' }],
        ['event', { type: 'plan', tokens: 3 }],
      ]),
      ...options,
    });
    expect(await told).toEqual({ type: 'plan', tokens: 3 });
    expect(events).toEqual(['phase', 'plan']);
    await expect(runPython({ ...command([['event', { type: 'phase' }]]), result })).rejects.toMatchObject({
      code: 'INTERNAL',
    });
  });
});

describe('a failure', () => {
  it.each<[string, Action[], object]>([
    [
      'is what the command says',
      [
        [
          'event',
          { type: 'error', code: 'OUTPUT_INVALID', reason: 'not_a_number', message: 'NaN.', details: { step: 3 } },
        ],
        ['exit', 1],
      ],
      { code: 'OUTPUT_INVALID', message: 'NaN.', details: { reason: 'not_a_number', step: 3 } },
    ],
    [
      'without a code of ours is still one',
      [
        ['event', { type: 'error', code: 'E42', message: 'Odd.' }],
        ['exit', 1],
      ],
      { code: 'JOB_FAILED', message: expect.stringContaining('Odd.') },
    ],
    [
      'by SIGKILL is a lack of memory',
      [['signal', 'SIGKILL'], ['forever']],
      { code: 'RESOURCE_EXHAUSTED', message: expect.stringContaining('batchSize'), details: { reason: 'memory' } },
    ],
    [
      'in an allocation is a lack of memory',
      [
        ['log', "terminate called after throwing an instance of 'std::bad_alloc'\n"],
        ['signal', 'SIGABRT'],
        ['forever'],
      ],
      { code: 'RESOURCE_EXHAUSTED', details: { reason: 'memory' } },
    ],
    [
      'in a write is a full disk',
      [
        ['log', 'OSError: [Errno 28] No space left on device\n'],
        ['exit', 1],
      ],
      { code: 'RESOURCE_EXHAUSTED', details: { reason: 'disk' } },
    ],
    [
      'of an import is an environment that lacks something',
      [
        ['log', "ModuleNotFoundError: No module named 'peft'\n"],
        ['exit', 1],
      ],
      { code: 'UNSUPPORTED', message: expect.stringContaining('peft'), details: { reason: 'environment' } },
    ],
    [
      'of another kind shows the last line',
      [
        ['log', 'first\nlast words\n'],
        ['exit', 3],
      ],
      { code: 'JOB_FAILED', message: expect.stringMatching(/exit code 3 .*last words.*Resume/) },
    ],
  ])('%s', async (_, actions, expected) => {
    await expect(all(command(actions))).rejects.toMatchObject(expected);
  });

  it('of the interpreter says what to do', async () => {
    await expect(all({ ...command([]), python: join(folder, 'no-python') })).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining('environment anew'),
    });
  });
});

describe('an abort', () => {
  it('ends it at once where nothing else is agreed', async () => {
    const controller = new AbortController();
    const events: PythonEvent[] = [];
    const run = async (): Promise<void> => {
      for await (const event of pythonEvents(command([['child'], ['forever']], { signal: controller.signal }))) {
        events.push(event);
        controller.abort();
      }
    };
    await expect(run()).rejects.toMatchObject({ code: 'ABORTED' });
    await expect.poll(() => isRunning(events[0]?.['pid'])).toBe(false);
  });

  it('lets it end well, and hands on what it still says', async () => {
    const stop = join(folder, 'STOP');
    const controller = new AbortController();
    const types: string[] = [];
    const options = command(
      [
        ['event', { type: 'ready' }],
        ['until-stopped', stop],
        ['exit', 1],
      ],
      {
        signal: controller.signal,
        onAbort: async () => {
          await writeFile(stop, '');
          return 20_000;
        },
      },
    );
    const run = async (): Promise<void> => {
      for await (const event of pythonEvents(options)) {
        types.push(event.type);
        if (event.type === 'ready') controller.abort();
      }
    };
    await expect(run()).rejects.toMatchObject({ code: 'ABORTED' });
    expect(types).toEqual(['ready', 'checkpoint']);
  });

  it('is forced on one that does not listen', async () => {
    const controller = new AbortController();
    const options = command([['keep-on-sigterm'], ['child'], ['forever']], {
      signal: controller.signal,
      onAbort: () => Promise.resolve(50),
      patienceMs: 100,
    });
    let child: unknown;
    const run = async (): Promise<void> => {
      for await (const event of pythonEvents(options)) {
        child = event['pid'];
        controller.abort();
      }
    };
    await expect(run()).rejects.toMatchObject({ code: 'ABORTED' });
    await expect.poll(() => isRunning(child)).toBe(false);
  });
});

it('ends with the loop over its events, and takes its own programs along', async () => {
  let pid: unknown;
  for await (const event of pythonEvents(command([['child'], ['forever']]))) {
    expect(isRunning(event['pid'])).toBe(true);
    pid = event['pid'];
    break;
  }
  await expect.poll(() => isRunning(pid)).toBe(false);
});

it('waits for a slow reader', async () => {
  const counter = join(folder, 'counter');
  const count = 3000;
  let step = 0;
  for await (const event of pythonEvents(command([['flood', { count, counter }]]))) {
    expect(event['step']).toBe(++step);
    if (step !== 1) continue;
    await sleep(300);
    // What fits into the pipe and its buffers is written; the other megabytes are not.
    expect(Number(await readFile(counter, 'utf8'))).toBeLessThan(count / 2);
  }
  expect(step).toBe(count);
});
