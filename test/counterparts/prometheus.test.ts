import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { dashboardFiles } from '../../scripts/dashboards/all-dashboards.ts';
import { makeTraffic, startMonitoredServer } from './monitoring/monitored-server.ts';
import { startPrometheus } from './monitoring/prometheus.ts';

const folder = join(import.meta.dirname, '../../deploy/prometheus');
const rules = join(folder, 'rules.yml');

function program(name: string): string {
  const path = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'].map((bin) => join(bin, name)).find(existsSync);
  if (path === undefined) throw new Error(`There is no ${name}. Install it, for example: apt-get install prometheus`);
  return path;
}

async function promtool(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program('promtool'), args, { cwd: folder });
  return stdout;
}

test('promtool takes the configuration and the rules, and each alert does what it says', async () => {
  expect(await promtool('check', 'config', '--syntax-only', 'prometheus.yml')).toContain('SUCCESS');
  expect(await promtool('check', 'rules', 'rules.yml')).toContain('SUCCESS');
  expect(await promtool('test', 'rules', 'rules.test.yml')).toContain('SUCCESS');
});

/** What this machine or the scripted model has not. */
const absent = /tuneloop_(?:gpu_|tool_calls|adapter_changes|engine_|model_unloads)/;

test('a real Prometheus reads a real server, and every panel of every dashboard shows something', async () => {
  await using server = await startMonitoredServer({
    // Nobody is there: the spool fills.
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    OTEL_METRICS_EXPORTER: 'none',
  });
  await using prometheus = await startPrometheus(program('prometheus'), server.url, rules);
  await vi.waitFor(
    async () => {
      await Promise.all([makeTraffic(server), setTimeout(1000)]);
      // A rate is of several scrapes, and Prometheus takes its time to begin.
      const [scrapes] = await prometheus.range('count_over_time(up[1m])', 0);
      expect(Number(scrapes?.values[0]?.[1] ?? 0)).toBeGreaterThanOrEqual(5);
    },
    { timeout: 30_000, interval: 0 },
  );
  const check = spawn(program('promtool'), ['check', 'metrics'], { stdio: ['pipe', 'pipe', 'pipe'] });
  check.stdin.end(await (await fetch(`${server.url}/metrics`)).text());
  const [complaints] = await Promise.all([text(check.stderr), once(check, 'close')]);
  expect(complaints).toBe('');
  expect(check.exitCode).toBe(0);

  const empty: string[] = [];
  for (const dashboard of dashboardFiles().values()) {
    for (const [, quoted] of dashboard.matchAll(/"expr": (".*")/g)) {
      const expression = (JSON.parse(quoted!) as string)
        .replaceAll('$__rate_interval', '5s')
        .replaceAll(/\$(?:job|instance)/g, '.+');
      const series = await prometheus.range(expression, 4);
      const hasValue = series.some(({ values }) => values.some(([, value]) => value !== 'NaN'));
      if (!hasValue && !absent.test(expression)) empty.push(expression);
    }
  }
  expect(empty).toEqual([]);
  const { groups } = await prometheus.get<{ groups: { rules: { name: string; health: string }[] }[] }>('/api/v1/rules');
  const all = groups.flatMap((group) => group.rules);
  expect(all.length).toBeGreaterThan(30);
  expect(all.filter(({ health }) => health === 'err')).toEqual([]);
}, 60_000);
