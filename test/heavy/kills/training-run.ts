import { setTimeout as sleep } from 'node:timers/promises';
import { send, upload, type Change } from './writers.ts';

interface Step {
  name: string;
  status: string;
  result: { version?: number } | null;
  error: { code?: unknown } | null;
}

/**
 * A run of training: begun, followed, resumed when its trainer died, until its adapter is a version. What is left over
 * goes on with the next.
 */
export const training: Change = async (writer) => {
  const { acknowledged, random } = writer;
  const [unfinished] = acknowledged.begunRuns;
  if (unfinished !== undefined) return follow(writer, unfinished);
  const row = { messages: ['user', 'assistant'].map((role) => ({ role, content: `${role} ${random.next()}` })) };
  const rows = Array.from({ length: 10 }, () => `${JSON.stringify(row)}\n`).join('');
  const file = await upload(writer, rows, 'fine-tune');
  if (!file) return;
  const settings = { maxSteps: 60, seed: random.between(0, 1e6) };
  const body = { name: 'trained', data: { file: String(file.json['id']) }, settings, promote: 'always' };
  const answer = await send(writer, { method: 'POST', route: '/v1/training/runs', body }, 'act');
  if (answer) acknowledged.begunRuns.add(String(answer.json['id']));
};

const follow = async (writer: Parameters<Change>[0], id: string): Promise<void> => {
  const { acknowledged } = writer;
  const route = '/v1/training/runs/{id}';
  const path = `/v1/training/runs/${id}`;
  const answer = await send(writer, { method: 'GET', route, path });
  if (!answer) return;
  const steps = answer.json['steps'] as Step[];
  const version = steps.find(({ name }) => name === 'publish')?.result?.version;
  if (answer.json['status'] === 'succeeded' && version !== undefined) {
    acknowledged.begunRuns.delete(id);
    acknowledged.trained.set(id, version);
  } else if (answer.json['status'] === 'failed') {
    for (const { name, status, error } of steps) {
      if (status === 'failed' && typeof error?.code !== 'string') {
        writer.onSurprise(`step ${name} of ${id} failed without an error by code`);
      }
      if (status === 'failed') writer.onError(`training: ${String(error?.code)}`);
    }
    await send(writer, { method: 'POST', route: `${route}/resume`, path: `${path}/resume` });
  } else if (answer.json['status'] !== 'queued' && answer.json['status'] !== 'running') {
    writer.onSurprise(`run ${id} is ${String(answer.json['status'])}`);
  }
  await sleep(100);
};
