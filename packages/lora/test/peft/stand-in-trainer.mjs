/*
 * Speaks as the Python side does: reads its configuration, writes events to file descriptor 3. The configuration is a
 * list of what to do: `{ "do": [["event", {…}], ["log", "…"], ["raw", "…"], …] }`.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const [command, configFile] = process.argv.slice(2);
const config = JSON.parse(readFileSync(configFile, 'utf8'));
const tell = (event) => writeSync(3, `${JSON.stringify(event)}\n`);

const actions = {
  event: tell,
  raw: (text) => writeSync(3, text),
  log: (text) => writeSync(2, text),
  exit: (code) => process.exit(code),
  signal: (name) => process.kill(process.pid, name),
  'keep-on-sigterm': () => process.on('SIGTERM', () => undefined),
  variables: (names) =>
    tell({ type: 'variables', command, ...Object.fromEntries(names.map((name) => [name, process.env[name] ?? null])) }),
  child: () => tell({ type: 'child', pid: spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']).pid }),
  forever: () => sleep(60_000),
  flood: ({ count, counter }) => {
    for (let step = 1; step <= count; step++) {
      tell({ type: 'step', step, padding: 'x'.repeat(1000) });
      if (step % 100 === 0) writeFileSync(counter, String(step));
    }
  },
  'until-stopped': async (file) => {
    while (!existsSync(file)) await sleep(10);
    tell({ type: 'checkpoint' });
    tell({ type: 'error', code: 'ABORTED', reason: 'stopped', message: 'Stopped.' });
  },
};

for (const [name, argument] of config.do) await actions[name](argument);
process.exit(0);
