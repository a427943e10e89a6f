import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { advisoriesOf, auditProblems, triageSchema } from './audit/triage.ts';
import { report } from './packages/report.ts';
import { workspaceRoot } from './packages/workspace.ts';

/*
 * Known vulnerabilities of the packages in package-lock.json, but for those that audit-triage.json says do not touch us.
 * A registry that has no advisories (a mirror) leaves it unanswered, which is said, and fails with --required.
 */
const isRequired = process.argv.includes('--required');
const { stdout } = spawnSync('npm', ['audit', '--json'], {
  cwd: workspaceRoot,
  encoding: 'utf8',
  shell: process.platform === 'win32',
});
const found = advisoriesOf(stdout);
if (found === undefined) {
  const message =
    'This registry answers no audit, so nothing is known of vulnerabilities. Run it where the public one is reached.';
  if (isRequired) report('npm audit', [message]);
  else console.log(`not available: ${message}`);
} else {
  const triaged = triageSchema.parse(JSON.parse(readFileSync(join(workspaceRoot, 'audit-triage.json'), 'utf8')));
  const today = new Date().toISOString().slice(0, 10);
  report(`npm audit: ${found.length} advisories, ${triaged.length} looked at`, auditProblems(found, triaged, today));
}
