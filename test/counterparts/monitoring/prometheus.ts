import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../packages/runtime/src/remote/llama-server/free-port.ts';

/** A line of a range. */
export interface Series {
  metric: Record<string, string>;
  values: [time: number, value: string][];
}

export interface Prometheus extends AsyncDisposable {
  /** Of the last seconds. */
  range(expression: string, seconds: number): Promise<Series[]>;
  get<T>(path: string): Promise<T>;
}

/** A real Prometheus on loopback that reads `target` each second. */
export async function startPrometheus(program: string, target: string, rules: string): Promise<Prometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'tuneloop-prometheus-'));
  const port = await freePort();
  const config = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [rules],
    scrape_configs: [{ job_name: 'tuneloop', static_configs: [{ targets: [new URL(target).host] }] }],
  };
  // JSON is YAML.
  await writeFile(join(folder, 'prometheus.yml'), JSON.stringify(config));
  const child = spawn(
    program,
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const url = `http://127.0.0.1:${port}`;
  const get = async <T>(path: string): Promise<T> => {
    const response = await fetch(`${url}${path}`);
    const answer = (await response.json()) as { status: string; error?: string; data: T };
    if (answer.status !== 'success') throw new Error(`${path}: ${answer.error}`);
    return answer.data;
  };
  return {
    get,
    async range(expression, seconds) {
      const end = Date.now() / 1000;
      const query = new URLSearchParams({
        query: expression,
        start: String(end - seconds),
        end: String(end),
        step: '1',
      });
      return (await get<{ result: Series[] }>(`/api/v1/query_range?${query.toString()}`)).result;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(child, 'close');
      child.kill();
      await closed;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
