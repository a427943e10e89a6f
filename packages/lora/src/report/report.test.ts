import { createHash } from 'node:crypto';
import { mkdir, mkdtempDisposable, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { madeReportSource } from '../../test/report-source.ts';
import { writeEvaluation } from '../evaluation/evaluation-file.ts';
import { runFolder } from '../run/run-folder.ts';
import { composeReport } from './compose-report.ts';
import { renderHtml } from './html/render-html.ts';
import { renderMarkdown } from './markdown/render-markdown.ts';
import { sparkline } from './sparkline.ts';
import { writeReport, writeRunReport } from './write-report.ts';

const hostile =
  '</pre><script>alert(1)</script><img src=x onerror=alert(1)>"\' onload="x" &amp; ```\n```\n# Heading\n' +
  '| a | [link](javascript:alert(1)) ![x](https://example.invalid/x.png) <https://example.invalid> \u202Egnp.exe \u001B[31m';

test('the page shows what anybody said and runs none of it', () => {
  const page = renderHtml(composeReport(madeReportSource({ said: hostile })));
  expect(page).not.toMatch(/<(script|img|a|iframe|link|object|base|form)\b/i);
  expect(page).not.toMatch(/<[^>]*\s(on\w+|style|href|src)\s*=/i);
  expect(page).not.toMatch(/\p{Bidi_Control}|[^\P{Cc}\n]/u);
  expect(page).toContain('&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(page).toContain('&amp;amp;');
  const [, style] = /<style>([^]*?)<\/style>/.exec(page)!;
  const digest = createHash('sha256').update(style!).digest('base64');
  expect(page).toContain(`content="default-src &#39;none&#39;; style-src &#39;sha256-${digest}&#39;"`);
});

test('the Markdown shows what anybody said as text', () => {
  const text = renderMarkdown(composeReport(madeReportSource({ said: hostile })));
  const outside = text.replaceAll(/^(`{3,})text\n[^]*?\n\1$/gm, '');
  expect(outside).not.toMatch(/(?<!\\)[<[]/);
  expect(outside).not.toMatch(/(?<!\\)!\[/);
  expect(outside).not.toMatch(/https?:\/\//);
  expect(outside.match(/^#+ .*$/gm)).not.toContain('# Heading');
  expect(text).not.toMatch(/\p{Bidi_Control}|[^\P{Cc}\n]/u);
  // The fence is longer than any within.
  expect(text).toContain('\n````text\n</pre><script>');
  expect(text).toContain('\n```\n# Heading\n');
});

test('a report tells the outcome first, then what it rests on', () => {
  const text = renderMarkdown(composeReport(madeReportSource()));
  expect(text.match(/^#{1,2} .*$/gm)).toEqual([
    '# support: dpo on SmolLM2-135M-Instruct',
    '## Before and after',
    '## As served and as trained',
    '## Data',
    '## Training',
    '## Checks that changed',
    '## Answers side by side',
    '## Use it',
    '## Provenance',
  ]);
  expect(text).toContain('**Passed the gate**');
  expect(text).toContain('| Loss \\(nats a token\\) | 1.9 \\[1.71, 2.08\\] | 1.25 \\[1.12, 1.36\\] | -0.65 ✓ |');
  expect(text).toContain('| BLEU | 32.4 | 31.2 | -1.2 ✗ |');
  expect(text).toContain('### Regression check capital: newly failed');
  expect(text).toContain('tuneloop adapters rollback support');
  expect(text).toMatch(/Loss, training: [▁-█]{60} /);
  expect(text).toContain('rows left out: 1 too-long');
});

test('what was not done is left out', () => {
  const { evaluation } = madeReportSource();
  const text = renderMarkdown(composeReport({ results: {}, evaluation }));
  expect(text).toMatch(/^# Evaluation\n/);
  expect(text).not.toMatch(/## (Training|Use it|Data|Provenance)/);
  expect(renderHtml(composeReport({ results: {} }))).toContain('<h1>Evaluation</h1>');
  const refused = composeReport({ results: { gate: { passed: false, rule: 'loss<1', reasons: ['No.'] } } });
  expect(renderHtml(refused)).toContain('class="verdict refused"');
});

test('curves are drawn to scale, and thinned where there are more points than a page has', () => {
  const page = renderHtml(composeReport(madeReportSource({ steps: 5000 })));
  const [training] = page.match(/<path class="curve s0" d="[^"]*"/)!;
  expect(training.split(/[ML]/).length).toBeLessThan(700);
  expect(page).toContain('aria-label="Loss: training from 2.6 to');
  const flat = madeReportSource();
  const events = flat.events!.map((event) => (event.type === 'step' ? { ...event, loss: Number.NaN } : event));
  expect(renderHtml(composeReport({ ...flat, events }))).not.toContain('NaN,');
});

test('a run is reported from its folder, whatever was killed meanwhile', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'report-'));
  const files = runFolder(folder.path);
  const { subject, results, evaluation } = madeReportSource();
  await writeEvaluation(files.evaluation, evaluation!);
  const step = (place: number, loss: number): string =>
    JSON.stringify({ type: 'step', step: place, steps: 4, epoch: 1, loss, learningRate: 1e-4 });
  // Killed after step 3, resumed from step 1.
  const lines = [step(1, 8), step(2, 6), step(3, 900), '{"type":"st', step(2, 4), step(3, 2), step(4, 1)];
  await mkdir(dirname(files.events), { recursive: true });
  await writeFile(files.events, lines.join('\n'));
  await writeRunReport({ folder: files, subject: subject!, results });
  const text = await readFile(files.reportMarkdown, 'utf8');
  expect(text).toContain('Loss, training: █▄▂▁ 8 → 1');
  expect(await readFile(files.reportHtml, 'utf8')).toMatch(/^<!doctype html>/);
  await rm(files.evaluation);
  await writeRunReport({ folder: files, subject: subject!, results });
  expect(await readFile(files.reportMarkdown, 'utf8')).not.toContain('## Before and after');
  await expect(writeReport(join(files.events, 'x.md'), { results: {} })).rejects.toMatchObject({
    code: 'STORE_FAILED',
  });
});

test('a sparkline has a bar for each part', () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7])).toBe('▁▂▃▄▅▆▇█');
  expect(sparkline([5, 5])).toBe('▁▁');
  expect(sparkline([1, 1, 8, 8], 2)).toBe('▁█');
});
