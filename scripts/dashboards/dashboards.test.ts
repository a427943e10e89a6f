import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dashboardFiles, dashboardFolder } from './all-dashboards.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const rules = read('deploy/prometheus/rules.yml');

test('the dashboards are those that the script makes: npm run build:dashboards', () => {
  const committed = readdirSync(dashboardFolder).filter((name) => name.endsWith('.json'));
  const made = dashboardFiles();
  expect(committed.toSorted()).toEqual([...made.keys()].toSorted());
  for (const [name, text] of made) expect(read(`deploy/grafana/dashboards/${name}`), name).toBe(text);
});

test('rules and dashboards ask for metrics that there are', () => {
  const described = new Set([...read('docs/guides/metrics.md').matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name!));
  const recorded = new Set([...rules.matchAll(/record: ([\w:]+)/g)].map(([, name]) => name!));
  const expressions = [
    ...[...rules.matchAll(/expr: '(.*)'$/gm)].map(([, expression]) => expression!),
    ...[...dashboardFiles().values()].flatMap((text) =>
      [...text.matchAll(/"expr": (".*")/g)].map(([, expression]) => JSON.parse(expression!) as string),
    ),
  ];
  expect(expressions.length).toBeGreaterThan(70);
  const names = expressions.flatMap((expression) => expression.match(/\b(?:tuneloop|process|nodejs)[_:][\w:]+/g) ?? []);
  const unknown = names.filter(
    (name) => !recorded.has(name) && !described.has(name.replace(/_(?:bucket|sum|count)$/, '')),
  );
  expect([...new Set(unknown)]).toEqual([]);
});

test('each alert has a page of its own, and each page an alert', () => {
  const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name!);
  const guide = read('docs/guides/alerts.md');
  const described = [...guide.matchAll(/^## (\w+)$/gm)].map(([, name]) => name!);
  expect(described).toEqual(alerts);
  for (const alert of alerts) {
    expect(rules).toContain(`runbook_url: docs/guides/alerts.md#${alert.toLowerCase()}\n`);
    expect(read('deploy/prometheus/rules.test.yml')).toContain(`name: ${alert}\n`);
  }
  expect(rules.match(/severity: (?:critical|warning|info)/g)).toHaveLength(alerts.length);
});
