import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { workspaceRoot } from '../packages/workspace.ts';
import { advisoriesOf, auditProblems, triageSchema, type Triaged } from './triage.ts';

const report = JSON.stringify({
  auditReportVersion: 2,
  vulnerabilities: {
    a: {
      name: 'a',
      via: [{ name: 'a', url: 'https://advisories.example/GHSA-1', title: 'Prototype pollution', severity: 'high' }],
    },
    b: { name: 'b', via: ['a'] },
    c: {
      name: 'c',
      via: [
        { name: 'a', url: 'https://advisories.example/GHSA-1', title: 'Prototype pollution', severity: 'high' },
        'a',
      ],
    },
  },
});
const entry: Triaged = {
  advisory: 'GHSA-1',
  package: 'a',
  reason: 'Only the build runs it, on our own files.',
  until: '2027-01-31',
};

test('one advisory is one, however many packages it reaches', () => {
  const found = advisoriesOf(report)!;
  expect(found).toEqual([{ advisory: 'GHSA-1', package: 'a', title: 'Prototype pollution', severity: 'high' }]);
  expect(auditProblems(found, [], '2026-12-01')).toEqual([expect.stringContaining('audit-triage.json')]);
  expect(auditProblems(found, [entry], '2026-12-01')).toEqual([]);
});

test('what was looked at is looked at again', () => {
  expect(auditProblems(advisoriesOf(report)!, [entry], '2027-01-31')).toEqual([expect.stringContaining('again')]);
  expect(auditProblems([], [entry], '2026-12-01')).toEqual([expect.stringContaining('no longer found')]);
});

test('an answer without a report is no clean one', () => {
  expect(advisoriesOf('{"message":"405 Method Not Allowed","statusCode":405}')).toBeUndefined();
  expect(advisoriesOf('')).toBeUndefined();
  expect(advisoriesOf('{"auditReportVersion":2,"vulnerabilities":{}}')).toEqual([]);
});

test('the entries of this workspace say all', () => {
  const text = readFileSync(join(workspaceRoot, 'audit-triage.json'), 'utf8');
  expect(triageSchema.safeParse(JSON.parse(text)).error).toBeUndefined();
});
