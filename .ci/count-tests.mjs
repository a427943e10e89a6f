// count-tests.mjs REPORT STATUS: prints "PASSED FAILED" of vitest's JSON report and its exit status.
import { readFileSync } from 'node:fs';

const [report, status] = process.argv.slice(2);

function count() {
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const brokenFiles = testResults.filter(
    ({ status: file, assertionResults }) =>
      file === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  );
  const failed = numFailedTests + brokenFiles.length;
  const executed = numPassedTests + failed;
  // No test at all, or an error outside of the tests, is a failure too.
  return [numPassedTests, failed === 0 && (executed === 0 || status !== '0') ? 1 : failed];
}

try {
  console.log(count().join(' '));
} catch {
  console.log('0 1');
}
