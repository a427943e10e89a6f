import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runClock } from '../heavy/clock/run-clock.ts';
import { runKills } from '../heavy/kills/run-kills.ts';
import { runSoak } from '../heavy/soak/run-soak.ts';

// The short forms of test/heavy/soak.ts, kills.ts, clock.ts, disks.ts and names.ts: a whole server, over the scripted engine.
describe.skipIf(process.platform !== 'linux')('a server of its own process', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tuneloop-faults-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('accounts for every request of mixed traffic in metrics, log and recording', async () => {
    const options = { engine: 'scripted', seconds: 5, clients: 4, sampleSeconds: 2, seed: 7 } as const;
    const report = await runSoak({ ...options, folder: join(folder, 'soak') });
    expect(report.findings).toEqual([]);
    expect(report.requests).toBeGreaterThan(20);
  });

  it('has all that it acknowledged after kill -9, and comes back by itself', async () => {
    const report = await runKills({
      engine: 'scripted',
      kills: 3,
      seed: 5,
      patience: 6,
      folder: join(folder, 'kills'),
    });
    expect([...report.kills.flatMap(({ problems }) => problems), ...report.problems]).toEqual([]);
    expect(report.kills.map(({ victim }) => victim).toSorted()).toEqual(['mcp', 'server', 'trainer']);
    expect(report.acknowledged.size).toBeGreaterThan(10);
  });

  it('keeps what it acknowledged, and every limit, while its clock is set by a day', async () => {
    const options = { jumps: [24, -1], stayMs: 200, restarts: false };
    const report = await runClock({ ...options, folder: join(folder, 'clock') });
    expect([...report.jumps.flatMap(({ problems }) => problems), ...report.problems]).toEqual([]);
    expect(report.jumps.map(({ hours }) => hours)).toEqual(options.jumps);
    expect(report.acknowledged.size).toBeGreaterThan(10);
  });

  it('answers on a full and on a read-only disk, says what it cannot keep, and goes on by itself', async () => {
    expect(await runIsolated('disks.ts', ['--mount'], ['--quick'])).toContain('Everything held.');
  });

  it('does what needs no name at once while many look-ups hang', async () => {
    const parameters = ['--fault', 'silent', '--lookups', '16'];
    expect(await runIsolated('names.ts', ['--mount', '--net'], parameters)).toContain('Everything held.');
  });
});

/** What a program of test/heavy prints in namespaces of its own. */
async function runIsolated(name: string, namespaces: string[], parameters: string[]): Promise<string> {
  const program = fileURLToPath(new URL(`../heavy/${name}`, import.meta.url));
  const node = [process.execPath, '--conditions=@tuneloop/source', program, ...parameters];
  const { stdout } = await promisify(execFile)('unshare', ['--map-root-user', ...namespaces, ...node]).catch(
    // It prints what did not hold.
    (error: Error & { stdout?: string }) => ({ stdout: error.stdout ?? error.message }),
  );
  return stdout;
}
