/** Routes whose requests take a slot of a model. */
const inferenceRoutes = [
  '/v1/chat/completions',
  '/v1/completions',
  '/v1/responses',
  '/v1/messages',
  '/v1/embeddings',
  '/v1/rerank',
  '/v1/reranking',
  '/v1/comparisons',
  '/rerank',
  '/reranking',
  '/completion',
  '/infill',
  '/api/chat',
  '/api/generate',
  '/api/embed',
  '/api/embeddings',
  '/chat',
  '/runs',
  '/runs/stream',
  '/runs/wait',
  '/threads/{thread}/runs',
  '/threads/{thread}/runs/stream',
  '/threads/{thread}/runs/wait',
] as const;

const exact: ReadonlySet<string> = new Set(inferenceRoutes);
const inThread = /^\/threads\/[^/]+\/runs(\/stream|\/wait)?$/;

/** Whether a request is one for a model to compute: what load is made of. */
export function isInference(method: string, path: string): boolean {
  return method === 'POST' && (exact.has(path) || inThread.test(path));
}
