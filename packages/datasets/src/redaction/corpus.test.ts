import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { sensitiveCorpus, type LabelledText } from '../../test/sensitive-corpus/corpus.ts';
import { knownMisses } from '../../test/sensitive-corpus/known-misses.ts';
import { createRedactor } from './create-redactor.ts';
import { createDetector } from './detect-sensitive.ts';
import type { Finding } from './finding.ts';
import { sensitiveTypes, type SensitiveType } from './sensitive-types.ts';

const guide = fileURLToPath(new URL('../../../../docs/guides/privacy.md', import.meta.url));
const detect = createDetector({ types: sensitiveTypes });

interface Score {
  values: number;
  /** Values that findings of their type cover wholly. */
  found: number;
  /** Values that findings of any type cover wholly: these are gone after redaction. */
  covered: number;
  findings: number;
  /** Findings that touch a value of their type. */
  right: number;
}

function scoresOf(corpus: readonly LabelledText[]): Map<SensitiveType, Score> {
  const scores = new Map(
    sensitiveTypes.map((type) => [type, { values: 0, found: 0, covered: 0, findings: 0, right: 0 }]),
  );
  for (const { text, spans } of corpus) {
    const findings = detect(text);
    for (const span of spans) {
      const covering = findings.filter(({ start, end }) => start <= span.start && end >= span.end);
      const score = scores.get(span.type)!;
      score.values++;
      if (covering.length > 0) score.covered++;
      if (covering.some(({ type }) => type === span.type)) score.found++;
    }
    for (const finding of findings) {
      const score = scores.get(finding.type)!;
      score.findings++;
      if (spans.some((span) => touches(span, finding))) score.right++;
    }
  }
  return scores;
}

function touches(span: Omit<Finding, 'confidence'>, finding: Finding): boolean {
  return span.type === finding.type && span.start < finding.end && finding.start < span.end;
}

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;

it('finds what the corpus has, and says in the guide how much of it', async () => {
  const corpus = sensitiveCorpus();
  const scores = scoresOf(corpus);
  const rows = [...scores].map(
    ([type, { values, found, covered, findings, right }]) =>
      `| \`${type}\` | ${values} | ${percent(found, values)} | ${percent(covered, values)} | ${percent(right, findings)} |`,
  );
  const misses = knownMisses.map(({ text, what }) => `- ${what}: \`${text.replace('\n', ' ⏎ ')}\``);
  const languages = new Set(corpus.map(({ language }) => language)).size - 1;
  const texts = `${corpus.length} texts, ${corpus.filter(({ spans }) => spans.length === 0).length} of them with nothing to find, in ${languages} languages:`;
  const table = [
    texts,
    '',
    '| type | values | recall | hidden | precision |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ];
  await expect(withSections(readFileSync(guide, 'utf8'), { table, misses })).toMatchFileSnapshot(guide);
});

/** The guide with what stands between `<!-- NAME -->` and `<!-- /NAME -->` made anew. */
function withSections(text: string, sections: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(sections).reduce((text, [name, lines]) => {
    const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [from, to] = [text.indexOf(start) + start.length, text.indexOf(end)];
    expect(to).toBeGreaterThan(from);
    return `${text.slice(0, from)}\n${lines.join('\n')}\n${text.slice(to)}`;
  }, text);
}

it.each([20_260_503, 1, 77])('keeps its floor with the values of seed %i', (seed) => {
  for (const [type, { values, found, covered, findings, right }] of scoresOf(sensitiveCorpus(6, seed))) {
    expect(values, type).toBeGreaterThan(5);
    expect(found / values, `recall of ${type}`).toBeGreaterThan(0.95);
    expect(covered / values, `hidden of ${type}`).toBeGreaterThan(0.97);
    expect(right / findings, `precision of ${type}`).toBeGreaterThan(0.9);
  }
});

it('leaves none of it in JSON within a record, and that JSON valid', () => {
  const { redactValue } = createRedactor({ types: sensitiveTypes });
  for (const { text, spans } of sensitiveCorpus(1)) {
    const { calls } = redactValue({
      calls: [{ arguments: JSON.stringify({ note: text, more: [1, text] }, undefined, 1) }],
    });
    const { note, more } = JSON.parse(calls[0]!.arguments) as { note: string; more: [number, string] };
    expect(more).toEqual([1, note]);
    for (const { start, end } of spans) expect(note).not.toContain(text.slice(start, end));
  }
});

it.each(knownMisses)('misses what the guide says that it misses: $what', ({ text }) => {
  expect(detect(text)).toEqual([]);
});
