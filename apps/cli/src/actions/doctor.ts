import { styleText } from 'node:util';
import { loadConfig, runDoctor, type Check } from '@tuneloop/platform';
import { configRequest } from '../config-options.ts';
import { exitCodes } from '../exit-code.ts';
import { printJson } from '../notice.ts';
import { withoutControlCharacters } from '../terminal/control-characters.ts';

/** Prints each check as soon as it is done; the exit code tells whether one failed. */
export async function doctor(options: { json?: boolean }): Promise<void> {
  const { config, warnings } = await loadConfig(configRequest({ ...options }));
  const checks: Check[] = [];
  for await (const check of runDoctor(config, { warnings })) {
    checks.push(check);
    if (!options.json) process.stdout.write(`${formatCheck(check)}\n`);
  }
  if (options.json) printJson({ ok: !checks.some(isFailure), checks });
  else process.stdout.write(`\n${summarize(checks)}\n`);
  if (checks.some(isFailure)) process.exitCode = exitCodes.failure;
}

function isFailure({ status }: Check): boolean {
  return status === 'fail';
}

const marks = { ok: styleText('green', '✓'), warn: styleText('yellow', '!'), fail: styleText('red', '✗') };

function formatCheck({ name, status, detail, advice }: Check): string {
  const lines = [`${marks[status]} ${styleText('bold', name)}: ${withoutControlCharacters(detail)}`];
  if (advice !== undefined)
    lines.push(
      ...withoutControlCharacters(advice)
        .split('\n')
        .map((line) => `    ${line}`),
    );
  return lines.join('\n');
}

function summarize(checks: Check[]): string {
  const failures = checks.filter(isFailure).length;
  const warnings = checks.filter(({ status }) => status === 'warn').length;
  const warned = warnings === 0 ? '' : `, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
  if (failures === 0) return `Everything needed is there${warned}.`;
  return `${failures} ${failures === 1 ? 'problem' : 'problems'} to solve${warned}.`;
}
