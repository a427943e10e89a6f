import type { PushService, PushTarget } from '@tuneloop/openai-server';
import { TuneloopError, type Job, type JobQueue } from '@tuneloop/protocol';
import type { Config } from '../config/schema.ts';
import { langfuseConnection } from '../recording/langfuse-config.ts';
import { pushKindName } from './push-kind.ts';

/** Pushes as jobs, to what the configuration names. */
export function createPushService(
  { labelStudio, langfuse }: Pick<Config, 'labelStudio' | 'langfuse'>,
  jobs: JobQueue,
): PushService {
  const targets = [labelStudioTarget(labelStudio), langfuseTarget(langfuse)];
  const get = async (id: string): Promise<Job> => {
    const job = await jobs.get(id);
    if (job.kind === pushKindName) return job;
    throw new TuneloopError('NOT_FOUND', `There is no push "${id.slice(0, 100)}".`);
  };
  return {
    targets: () => targets,
    async submit(request, { owner, idempotencyKey }) {
      const { missing = [] } = targets.find(({ name }) => name === request.target) ?? {};
      if (missing.length > 0) {
        const message = `The server does not know how to reach it: set ${missing.join(', ')}, and restart it.`;
        throw new TuneloopError('INVALID_REQUEST', message, { details: { param: 'target' } });
      }
      return jobs.submit({ kind: pushKindName, input: request, owner, idempotencyKey });
    },
    list: (query) => jobs.list({ ...query, kinds: [pushKindName] }),
    get,
    async cancel(id) {
      await get(id);
      return jobs.cancel(id);
    },
  };
}

function labelStudioTarget({ url, token }: Config['labelStudio']): PushTarget {
  const missing = [
    ...(url === undefined ? ['LABEL_STUDIO_URL'] : []),
    ...(token === undefined ? ['LABEL_STUDIO_API_KEY'] : []),
  ];
  return { name: 'label-studio', url, missing };
}

function langfuseTarget(langfuse: Config['langfuse']): PushTarget {
  const connection = langfuseConnection(langfuse);
  return { name: 'langfuse', url: langfuse.url, missing: 'missing' in connection ? connection.missing : [] };
}
