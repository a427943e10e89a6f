import { expect, test } from 'vitest';
import { killLogWriter } from '../kill-log-writer.ts';
import { temporaryFolder } from '../log-folder.ts';

test('nothing that was acknowledged is lost by kill -9, nor comes back, and the index stays right', async () => {
  const report = await killLogWriter(temporaryFolder(), 10);
  expect(report).toMatchObject({ lost: [], revived: [], wrongIndexes: 0 });
  expect(report.acknowledged.interactions).toBeGreaterThan(20);
  expect(report.acknowledged.ratings).toBeGreaterThan(5);
  expect(report.acknowledged.deletions).toBeGreaterThan(0);
});
