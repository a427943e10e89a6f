import { expect, test } from 'vitest';
import { killLogWriter } from '../kill-log-writer.ts';
import { temporaryFolder } from '../log-folder.ts';

test('nothing that was acknowledged is lost by kill -9, and the index stays right', async () => {
  const report = await killLogWriter(temporaryFolder(), 10);
  expect(report).toMatchObject({ lost: [], wrongIndexes: 0 });
  expect(report.acknowledged.interactions).toBeGreaterThan(50);
  expect(report.acknowledged.ratings).toBeGreaterThan(10);
});
