/**
 * Draws the dashboards as they are in deploy/grafana, with what a real Prometheus answers that reads a real server under load:
 * a look at the data without Grafana, which draws them otherwise.
 *
 *     node --conditions=@tuneloop/source test/heavy/draw-dashboards.ts FOLDER [--seconds 30]
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { dashboardFiles } from '../../scripts/dashboards/all-dashboards.ts';
import { drawPanel, type DrawnLine } from '../counterparts/monitoring/draw-panel.ts';
import { makeTraffic, startMonitoredServer } from '../counterparts/monitoring/monitored-server.ts';
import { startPrometheus } from '../counterparts/monitoring/prometheus.ts';

interface PanelJson {
  type: string;
  title?: string;
  fieldConfig?: { defaults?: { unit?: string } };
  targets?: { expr: string; legendFormat?: string }[];
}

const { values, positionals } = parseArgs({ options: { seconds: { type: 'string' } }, allowPositionals: true });
const [folder] = positionals;
if (folder === undefined) throw new Error('Give a folder for the pictures.');
const seconds = Number(values.seconds ?? 30);
const rules = new URL('../../deploy/prometheus/rules.yml', import.meta.url).pathname;

await using server = await startMonitoredServer({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
await using prometheus = await startPrometheus('/usr/bin/prometheus', server.url, rules);
for (let second = 0; second < seconds; second += 1) await Promise.all([makeTraffic(server), setTimeout(1000)]);

const linesOf = async ({ expr, legendFormat = '' }: { expr: string; legendFormat?: string }): Promise<DrawnLine[]> => {
  const query = expr.replaceAll('$__rate_interval', '5s').replaceAll(/\$(?:job|instance)/g, '.+');
  return (await prometheus.range(query, seconds)).map(({ metric, values: points }) => ({
    name: legendFormat.replaceAll(/\{\{(\w+)\}\}/g, (_, label: string) => metric[label] ?? ''),
    points: points.map(([time, value]) => ({ time, value: Number(value) })),
  }));
};
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  for (const [name, text] of dashboardFiles()) {
    const { title, panels } = JSON.parse(text) as { title: string; panels: (PanelJson & { panels?: PanelJson[] })[] };
    let body = `<h1>${title}</h1>`;
    for (const panel of panels.flatMap((row) => [row, ...(row.panels ?? [])])) {
      if (panel.type === 'row') body += `</div><h2>${panel.title ?? ''}</h2><div>`;
      else {
        const lines = (await Promise.all((panel.targets ?? []).map(linesOf))).flat();
        body += drawPanel({
          title: panel.title ?? '',
          unit: panel.fieldConfig?.defaults?.unit ?? '',
          type: panel.type,
          lines,
        });
      }
    }
    const page = await browser.newPage({ viewport: { width: 1260, height: 400 } });
    await page.setContent(
      `<style>body{background:#111217;color:#ccccdc;font:12px sans-serif}div{display:flex;flex-wrap:wrap;gap:8px}h2{font-size:14px}</style><div>${body}</div>`,
    );
    await writeFile(join(folder, name.replace('.json', '.png')), await page.screenshot({ fullPage: true }));
    await page.close();
  }
} finally {
  await browser.close();
}
