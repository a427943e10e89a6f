import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { counterpartsChromium, type Chromium } from './chromium.ts';
import { counterpartsContinue } from './continue.ts';
import { fromDebianPackage } from './debian-package.ts';
import { counterpartsLabelStudio, type LabelStudioInstallation } from './label-studio.ts';
import { installCounterparts } from './npm-folder.ts';
import { counterpartsPython } from './python.ts';
import { trainingPython } from './training-python.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the interpreter that has the Python clients: `inject('python')`. */
    python: string;
    /** The script of Continue's command line, for Node: `inject('continueCli')`. */
    continueCli: string;
    /** The folder with MCP's conformance suites, inspector and LangChain's adapters: `inject('mcpModules')`. */
    mcpModules: string;
    /** The browser, or what to do to have one: `inject('chromium')`. */
    chromium: Chromium;
    /** Path of the interpreter of the trainers' own environment (5 GB on disk): `inject('trainingPython')`. */
    trainingPython: string;
    /** Path of the interpreter that has schemathesis. */
    schemathesisPython: string;
    /** Label Studio, ready to be started. */
    labelStudio: LabelStudioInstallation;
  }
}

export async function setup(project: TestProject): Promise<void> {
  // The longest by far, most of it downloads: all else is made meanwhile.
  const training = trainingPython();
  // What it throws is for the end of this function; until then nobody waits for it.
  training.catch(() => undefined);
  // What the tests in the browser open.
  execFileSync(process.execPath, [join(import.meta.dirname, '../build-web.ts')], { stdio: 'inherit' });
  project.provide('python', counterpartsPython());
  project.provide('continueCli', counterpartsContinue());
  project.provide('mcpModules', installCounterparts('mcp'));
  project.provide('chromium', counterpartsChromium());
  project.provide('schemathesisPython', counterpartsPython('schemathesis/requirements.txt'));
  project.provide('labelStudio', await counterpartsLabelStudio());
  // For the sandbox of shell commands, whose tests say so where they are missing.
  for (const [name, program] of [
    ['bubblewrap', 'bwrap'],
    ['socat', 'socat'],
    ['ripgrep', 'rg'],
  ] as const) {
    if (process.platform === 'linux') fromDebianPackage(name, [`/usr/bin/${program}`, `/usr/local/bin/${program}`]);
  }
  // For the tests of the terminal, and of what the ONNX engine writes and sends, likewise.
  if (process.platform === 'linux') fromDebianPackage('strace', ['/usr/bin/strace', '/usr/local/bin/strace']);
  // For the server whose clock is set.
  if (process.platform === 'linux') {
    fromDebianPackage('faketime', ['/usr/bin/faketime', '/usr/local/bin/faketime']);
  }
  // For the rules of Prometheus and what the dashboards ask.
  fromDebianPackage('prometheus', ['/usr/bin/promtool', '/usr/local/bin/promtool', '/opt/homebrew/bin/promtool']);
  // For what the guide says of a proxy in front.
  fromDebianPackage('nginx-light', ['/usr/sbin/nginx', '/usr/local/bin/nginx', '/opt/homebrew/bin/nginx']);
  fromDebianPackage('tmux', ['/usr/bin/tmux', '/usr/local/bin/tmux', '/opt/homebrew/bin/tmux']);
  project.provide('trainingPython', await training);
}
