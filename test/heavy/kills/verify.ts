import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createAuditLog, verifyAuditLog } from '@tuneloop/platform';
import type { CountingClient } from '../room/counting-client.ts';
import { readInteractionLog } from '../soak/read-log.ts';
import type { Acknowledged } from './acknowledged.ts';

/** What is missing of what was acknowledged, asked of the server that came back. */
export async function verifyOverHttp(client: CountingClient, acknowledged: Acknowledged): Promise<string[]> {
  const problems: string[] = [];
  const get = (route: string, path = route, key?: string) => client.send({ method: 'GET', route, path, key });

  for (const [id, texts] of acknowledged.conversations) {
    const { text, status } = await get('/lab/conversations/{id}/tree', `/lab/conversations/${id}/tree`);
    const lost = texts.filter((sent) => !text.includes(sent));
    if (lost.length > 0)
      problems.push(`conversation ${id} (${status}) lost ${lost.length} of ${texts.length} messages`);
  }
  const { json, status: keysStatus } = await get('/v1/keys');
  if (keysStatus !== 200) return [...problems, `the keys are ${keysStatus}`];
  const listed = new Set((json['data'] as { id: string }[]).map(({ id }) => id));
  for (const [id, key] of [...acknowledged.keys].slice(-20)) {
    if (!listed.has(id)) problems.push(`the key ${id} is gone`);
    else if ((await get('/v1/models', '/v1/models', key)).status !== 200) problems.push(`the key ${id} does not work`);
  }
  for (const key of [...acknowledged.revoked].slice(-10)) {
    const { status } = await get('/v1/models', '/v1/models', key);
    if (status !== 401) problems.push(`a revoked key gets ${status}`);
  }
  for (const [id, content] of [...acknowledged.files].slice(-20)) {
    const answer = await get('/v1/files/{id}/content', `/v1/files/${id}/content`);
    if (answer.status !== 200 || answer.text !== content) problems.push(`the file ${id} is lost (${answer.status})`);
  }
  for (const id of [...acknowledged.deletedFiles].slice(-10)) {
    const { status } = await get('/v1/files/{id}', `/v1/files/${id}`);
    if (status !== 404) problems.push(`the deleted file ${id} is ${status}`);
  }
  for (const id of [...acknowledged.jobs].slice(-20)) {
    const { status, json: job } = await get('/v1/jobs/{id}', `/v1/jobs/${id}`);
    if (status !== 200) problems.push(`the job ${id} is lost (${status})`);
    if (acknowledged.exports.has(id) && job['status'] !== 'succeeded')
      problems.push(`the export ${id} is ${String(job['status'])}`);
  }
  const { json: history } = await get('/v1/adapters/{name}/history', '/v1/adapters/pirate/history');
  const told = JSON.stringify(history);
  const lost = [...acknowledged.promotions].filter((reason) => !told.includes(reason));
  if (lost.length > 0) problems.push(`${lost.length} promotions are lost`);
  const { live } = acknowledged;
  if (live !== undefined && history['version'] !== live) {
    problems.push(`version ${live} was promoted, live is ${JSON.stringify(history['version'])}`);
  }
  for (const id of [...acknowledged.begunRuns, ...[...acknowledged.trained.keys()].slice(-5)]) {
    const { status, json: run } = await get('/v1/training/runs/{id}', `/v1/training/runs/${id}`);
    if (status !== 200 || run['status'] === 'forgotten') problems.push(`the run ${id} is lost (${status})`);
    else if (acknowledged.trained.has(id) && run['status'] !== 'succeeded')
      problems.push(`the run ${id} had succeeded, and is ${String(run['status'])}`);
  }
  if (acknowledged.trained.size > 0) {
    const { text } = await get('/v1/adapters/{name}/history', '/v1/adapters/trained/history');
    for (const version of acknowledged.trained.values()) {
      if (!text.includes(`"version":${version}`)) problems.push(`version ${version} that was trained is lost`);
    }
  }
  return problems;
}

/** What is wrong on the disk, of a server that does not run. */
export async function verifyOnDisk(dataFolder: string, acknowledged: Acknowledged): Promise<string[]> {
  const problems: string[] = [];
  for (const name of ['store.sqlite', 'log/index.sqlite']) {
    const path = join(dataFolder, name);
    if (!existsSync(path)) continue;
    using database = new DatabaseSync(path);
    const [result] = database.prepare('PRAGMA integrity_check').all();
    if (result?.['integrity_check'] !== 'ok') problems.push(`${name}: ${JSON.stringify(result)}`);
  }
  const keys = join(dataFolder, 'keys.json');
  if (existsSync(keys)) JSON.parse(readFileSync(keys, 'utf8'));
  const { problem } = await verifyAuditLog(join(dataFolder, 'audit'));
  if (problem) problems.push(`audit log: ${JSON.stringify(problem)}`);
  const audited = await auditedRequests(dataFolder);
  const unaudited = [...acknowledged.acts].filter((id) => !audited.has(id));
  if (unaudited.length > 0) problems.push(`${unaudited.length} acts are not in the audit log, such as ${unaudited[0]}`);
  const recorded = await readInteractionLog(join(dataFolder, 'log'));
  const lost = [...acknowledged.answers].filter((id) => !recorded.requests.has(id));
  if (lost.length > 0) problems.push(`${lost.length} answers are not in the log, such as ${lost[0]}`);
  const ratings = [...acknowledged.ratings.values()].reduce((sum, count) => sum + count, 0);
  if (recorded.ratings < ratings)
    problems.push(`${ratings} ratings were acknowledged, ${recorded.ratings} are in the log`);
  if (recorded.twice.length > 0) problems.push(`recorded twice: ${recorded.twice.join(', ')}`);
  return problems;
}

async function auditedRequests(dataFolder: string): Promise<Set<string>> {
  const { records } = await createAuditLog({ folder: join(dataFolder, 'audit') }).list({ limit: Infinity });
  return new Set(records.flatMap(({ requestId }) => requestId ?? []));
}
