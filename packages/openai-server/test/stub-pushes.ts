import type { Job } from '@tuneloop/protocol';
import type { PushRequest, PushService } from '../src/pushes/push-service.ts';

const job: Job = {
  id: 'job_1',
  kind: 'push',
  input: {},
  status: 'running',
  after: [],
  priority: 0,
  createdAt: '2026-11-21T00:00:00.000Z',
  attempt: 1,
  lastEvent: 2,
};

export interface StubPushes extends PushService {
  requests: PushRequest[];
  cancelled: string[];
}

/** One push, `job_1`, to a Label Studio; Langfuse is not configured. */
export function createStubPushes(): StubPushes {
  const requests: PushRequest[] = [];
  const cancelled: string[] = [];
  return {
    requests,
    cancelled,
    targets: () => [
      { name: 'label-studio', url: 'http://studio', missing: [] },
      { name: 'langfuse', missing: ['LANGFUSE_BASE_URL'] },
    ],
    submit: async (request) => {
      requests.push(request);
      return job;
    },
    list: async () => ({ jobs: [job], hasMore: false }),
    get: async () => job,
    cancel: async (id) => {
      cancelled.push(id);
      return { ...job, status: 'cancelled' };
    },
  };
}
