import { setTimeout as wait } from 'node:timers/promises';
import { TuneloopError } from '@tuneloop/protocol';
import { auditFolder, createAuditLog, loadConfig, verifyAuditLog, type AuditRecord } from '@tuneloop/platform';
import { configRequest } from '../config-options.ts';
import { notice, printJson } from '../notice.ts';

const lookEveryMs = 500;
const pageSize = 1000;

interface ShowOptions {
  limit: number;
  follow?: boolean;
  json?: boolean;
}

/** Prints acts, the oldest first, as a log is read. */
export async function showAudit({ limit, follow, json, ...options }: ShowOptions): Promise<void> {
  const { config } = await loadConfig(configRequest({ ...options }));
  const log = createAuditLog({ folder: auditFolder(config) });
  const print = (records: readonly AuditRecord[]): void => {
    for (const record of records.toReversed())
      process.stdout.write(`${json ? JSON.stringify(record) : describeAct(record)}\n`);
  };
  const { records } = await log.list({ limit });
  print(records);
  if (records.length === 0 && !follow && !json) notice('No administrative act yet.');
  let last = records[0]?.sequence ?? 0;
  if (!follow) return;
  for (;;) {
    await wait(lookEveryMs);
    const { records: newest } = await log.list({ limit: pageSize });
    const fresh = newest.filter(({ sequence }) => sequence > last);
    print(fresh);
    last = fresh[0]?.sequence ?? last;
  }
}

/** Errors: `STORE_FAILED` when the log is not as it was written. */
export async function verifyAudit(options: { expect?: string; json?: boolean }): Promise<void> {
  const { expect: expected, json, ...rest } = options;
  const { config } = await loadConfig(configRequest({ ...rest }));
  const folder = auditFolder(config);
  const verdict = await verifyAuditLog(folder, { expected });
  const { records, files, lastHash, problem } = verdict;
  if (json) printJson({ ...verdict, ok: problem === undefined });
  if (problem) {
    const place = problem.line > 0 ? `${problem.file}, line ${problem.line}` : problem.file;
    const message = `The audit log in ${folder} is not as it was written: ${place}: ${problem.message}. ${records} lines before it are.`;
    throw new TuneloopError('STORE_FAILED', message);
  }
  if (!json) notice(`All is as it was written: lines ${records}, files ${files}. The last hash is ${lastHash}.`);
}

/** One act on one line. */
function describeAct({ time, actor, address, action, target, outcome, details }: AuditRecord): string {
  const who = actor.type === 'system' ? 'the server' : (actor.name ?? actor.id ?? userOf(actor.user));
  const from = address === undefined ? '' : ` from ${address}`;
  const rest = Object.entries(details ?? {})
    .filter(([, value]) => !Array.isArray(value) || value.length > 0)
    .map(([name, value]) => `${name}=${Array.isArray(value) ? value.join(',') : String(value)}`);
  const what = target === undefined ? action : `${action} ${target}`;
  return [`${time.slice(0, 19).replace('T', ' ')}  ${outcome.padEnd(7)}  ${what}`, `by ${who}${from}`, ...rest].join(
    '  ',
  );
}

function userOf(user: number | undefined): string {
  return user === undefined ? 'somebody at this machine' : `user ${user} of this machine`;
}
