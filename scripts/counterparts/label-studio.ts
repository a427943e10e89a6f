import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../packages/runtime/src/remote/llama-server/free-port.ts';
import { counterpartsPython } from './python.ts';

/** Label Studio as tests start it. */
export interface LabelStudioInstallation {
  program: string;
  /** A data folder with its tables made, which takes half a minute or more: to be copied. */
  data: string;
  /** Of its only user, of the legacy kind. */
  token: string;
}

export interface RunningLabelStudio {
  url: string;
  stop: () => Promise<void>;
}

/** Who logs in to its page. */
export const labelStudioUser = { email: 'ada@example.com', password: 'not-a-secret' } as const;

const token = '0123456789abcdef0123456789abcdef01234567';
const longestStartMs = 600_000;

/** Label Studio from PyPI with a data folder, installed and started once on first use, as the other counterparts are. */
export async function counterpartsLabelStudio(): Promise<LabelStudioInstallation> {
  const python = counterpartsPython('label-studio/requirements.txt');
  const program = join(dirname(python), process.platform === 'win32' ? 'label-studio.exe' : 'label-studio');
  const folder = dirname(dirname(python));
  const installation = { program, data: join(folder, 'first-data'), token };
  const complete = join(folder, 'first-data-complete');
  if (!existsSync(complete)) {
    rmSync(installation.data, { recursive: true, force: true });
    mkdirSync(installation.data);
    const { stop } = await startLabelStudio(installation, installation.data);
    await stop();
    writeFileSync(complete, '');
  }
  return installation;
}

/** Starts it over a data folder on a free port of loopback; it answers when this resolves. */
export async function startLabelStudio(
  { program }: LabelStudioInstallation,
  data: string,
): Promise<RunningLabelStudio> {
  const port = String(await freePort());
  const url = `http://localhost:${port}`;
  const args = ['start', '--no-browser', '--host', url, '--internal-host', '127.0.0.1', '--port', port];
  const child = spawn(program, args, { env: environment(data), stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000);
  });
  const stop = (): Promise<void> => end(child);
  const deadline = Date.now() + longestStartMs;
  while (!(await answers(`${url}/health`))) {
    if (child.exitCode === null && Date.now() < deadline) await sleep(250);
    else {
      await stop();
      throw new Error(`Label Studio does not start: ${said}`);
    }
  }
  return { url, stop };
}

function environment(data: string): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return {
    PATH,
    HOME,
    LABEL_STUDIO_BASE_DATA_DIR: data,
    LABEL_STUDIO_USERNAME: labelStudioUser.email,
    LABEL_STUDIO_PASSWORD: labelStudioUser.password,
    LABEL_STUDIO_USER_TOKEN: token,
    // Off by default since there are personal access tokens; read when the tables are made.
    LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN: 'true',
    LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK: 'true',
    COLLECT_ANALYTICS: '0',
    SENTRY_DSN: '',
    FRONTEND_SENTRY_DSN: '',
    LATEST_VERSION_CHECK: '0',
    // Webhooks of the tests go to loopback.
    SSRF_PROTECTION_ENABLED: 'false',
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await exited;
  clearTimeout(killer);
}
