import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, inject, it, onTestFinished } from 'vitest';
import { startConformanceFixture } from '../../packages/mcp-bridge/test/conformance/start-fixture.ts';

interface Check {
  scenario: string;
  id: string;
  status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO';
  errorMessage?: string;
}

/** Extensions of the protocol that the bridge does not have, and does not say it had. */
const isExtension = (scenario: string): boolean => /^(tasks-|sep-2640-skills-)/.test(scenario);

/** Every check that `suite` made of a server that is built with the bridge. */
async function runSuite(suite: string): Promise<Check[]> {
  await using fixture = await startConformanceFixture();
  const results = await mkdtemp(join(tmpdir(), 'tuneloop-conformance-'));
  onTestFinished(() => rm(results, { recursive: true, force: true }));
  const program = join(inject('mcpModules'), suite, 'dist/index.js');
  const args = [program, 'server', '--url', fixture.url, '--suite', 'all', '--output-dir', results];
  // It exits with 1 for the extensions; the checks themselves are judged below.
  await promisify(execFile)(process.execPath, args, { cwd: results, maxBuffer: 64 * 1024 * 1024 }).catch(
    () => undefined,
  );
  const folders = await readdir(results);
  const checks = await Promise.all(
    folders.map(async (folder): Promise<Check[]> => {
      const scenario = /^server-(.+)-\d{4}-\d{2}-\d{2}T[\d-]+Z$/.exec(folder)![1]!;
      const found = JSON.parse(await readFile(join(results, folder, 'checks.json'), 'utf8')) as Check[];
      return found.map((check) => ({ ...check, scenario }));
    }),
  );
  return checks.flat().filter(({ scenario }) => !isExtension(scenario));
}

const scenariosOf = (checks: readonly Check[]): Set<string> => new Set(checks.map(({ scenario }) => scenario));

/** Whatever is neither a success nor a remark, for people to read. */
const complaints = (checks: readonly Check[]): string[] =>
  checks
    .filter(({ status }) => status !== 'SUCCESS' && status !== 'INFO')
    .map(({ scenario, id, status, errorMessage }) => `${status} ${scenario}: ${id}: ${errorMessage ?? ''}`);

it("MCP's conformance suite 0.1.16 has nothing to say against a server of the bridge", async () => {
  const checks = await runSuite('conformance-0.1');
  expect(complaints(checks)).toEqual([]);
  expect(scenariosOf(checks).size).toBe(32);
  expect(checks.filter(({ status }) => status === 'SUCCESS').length).toBe(47);
});

it("MCP's conformance suite 0.2.0-alpha.12 has nothing to say against it either", async () => {
  const checks = await runSuite('conformance-0.2');
  expect(complaints(checks)).toEqual([]);
  // No scenario without a check that succeeded.
  const succeeded = scenariosOf(checks.filter(({ status }) => status === 'SUCCESS'));
  expect([...scenariosOf(checks)].filter((scenario) => !succeeded.has(scenario))).toEqual([]);
  expect(succeeded.size).toBe(52);
});
