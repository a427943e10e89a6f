import type { Scope } from '../auth/authenticator.ts';

/** Who may use an operation, and what of it they see. */
export interface OperationAccess {
  /** One of these is needed; `'any'`: a key, whatever it may do; `'none'`: not even a key. */
  scopes: readonly Scope[] | 'any' | 'none';
  /**
   * Whose things it shows and changes: those of the key alone (`own`), for a key with `admin` everybody's
   * (`own-or-admin`), the same for a key with `data` or `admin` (`own-or-data`), or nobody's but for a key with `admin`
   * (`admin`). What somebody may not see does not exist to them
   * (404). Left out: its things belong to nobody.
   */
  visibility?: 'own' | 'own-or-admin' | 'own-or-data' | 'admin' | undefined;
  /** Whether it makes an engine work, so that the limits of keys count it. */
  limited?: boolean | undefined;
}

const open: OperationAccess = { scopes: 'none' };
const chat: OperationAccess = { scopes: ['chat'] };
const admin: OperationAccess = { scopes: ['admin'] };
const train: OperationAccess = { scopes: ['train', 'admin'] };
const metrics: OperationAccess = { scopes: ['metrics', 'admin'] };
const jobs: OperationAccess = { scopes: 'any', visibility: 'admin' };
const generation: OperationAccess = { ...chat, limited: true };
const ownConversation: OperationAccess = { ...chat, visibility: 'own' };
const ownGeneration: OperationAccess = { ...ownConversation, limited: true };
const ownRecord: OperationAccess = { scopes: ['chat', 'data'], visibility: 'own-or-data' };
const data: OperationAccess = { scopes: ['data', 'admin'] };
const recordedGeneration: OperationAccess = { ...generation, visibility: 'own-or-data' };
const ownTraining: OperationAccess = { ...train, visibility: 'own-or-admin' };
const ownSession: OperationAccess = { ...admin, visibility: 'own' };

/** Every operation of the OpenAPI document. The guards of the routes are held to it by a test that tries them all. */
const operationAccess: Readonly<Record<string, OperationAccess>> = {
  'GET /v1/adapters': chat,
  'GET /v1/adapters/{name}/history': chat,
  'POST /v1/adapters/{name}/promote': admin,
  'POST /v1/adapters/{name}/rollback': admin,
  'POST /v1/adapters/{name}/retire': admin,
  'DELETE /v1/adapters/{name}/versions/{version}': admin,
  'GET /lora-adapters': chat,
  'POST /lora-adapters': admin,
  'POST /v1/load_lora_adapter': admin,
  'POST /v1/unload_lora_adapter': admin,
  'POST /models/load': admin,
  'POST /models/unload': admin,
  'GET /v1/models/default': chat,
  'POST /v1/models/default': admin,
  'POST /v1/chat/completions/input_tokens': chat,
  'POST /apply-template': chat,
  'POST /tokenize': chat,
  'POST /detokenize': chat,
  'POST /completion': generation,
  'POST /infill': generation,
  'POST /v1/rerank': generation,
  'POST /v1/reranking': generation,
  'POST /rerank': generation,
  'POST /reranking': generation,
  'GET /slots': chat,
  'POST /slots/{slot}': admin,
  'GET /v1/statistics': ownRecord,
  'GET /v1/interactions': ownRecord,
  'GET /v1/interactions.jsonl': ownRecord,
  'GET /v1/interactions/timeline': ownRecord,
  'POST /v1/interactions/{id}/ratings': ownRecord,
  'GET /v1/interactions/{id}': ownRecord,
  'DELETE /v1/interactions/{id}': ownRecord,
  'POST /v1/comparisons': recordedGeneration,
  'GET /v1/comparisons/{id}': ownRecord,
  'POST /v1/comparisons/{id}/choice': ownRecord,
  'GET /v1/exports': ownRecord,
  'POST /v1/exports': ownRecord,
  'POST /v1/exports/preview': ownRecord,
  'GET /v1/exports/{id}/file': ownRecord,
  'GET /v1/exports/{id}': ownRecord,
  'DELETE /v1/exports/{id}': ownRecord,
  'GET /v1/pushes': data,
  'POST /v1/pushes': data,
  'GET /v1/pushes/targets': data,
  'GET /v1/pushes/{id}': data,
  'DELETE /v1/pushes/{id}': data,
  'POST /v1/files': ownTraining,
  'GET /v1/files': ownTraining,
  'GET /v1/files/{id}/content': ownTraining,
  'GET /v1/files/{id}': ownTraining,
  'DELETE /v1/files/{id}': ownTraining,
  'POST /v1/fine_tuning/jobs': ownTraining,
  'GET /v1/fine_tuning/jobs': ownTraining,
  'GET /v1/fine_tuning/jobs/{id}': ownTraining,
  'GET /v1/fine_tuning/jobs/{id}/events': ownTraining,
  'GET /v1/fine_tuning/jobs/{id}/checkpoints': ownTraining,
  'POST /v1/fine_tuning/jobs/{id}/pause': ownTraining,
  'POST /v1/fine_tuning/jobs/{id}/resume': ownTraining,
  'POST /v1/fine_tuning/jobs/{id}/cancel': ownTraining,
  'POST /v1/training/plan': ownTraining,
  'POST /v1/training/runs': ownTraining,
  'GET /v1/training/runs': ownTraining,
  'GET /v1/training/runs/{id}': ownTraining,
  'POST /v1/training/runs/{id}/cancel': ownTraining,
  'POST /v1/training/runs/{id}/pause': ownTraining,
  'POST /v1/training/runs/{id}/resume': ownTraining,
  'GET /v1/training/runs/{id}/events': ownTraining,
  'GET /v1/training/runs/{id}/log': ownTraining,
  'GET /v1/training/runs/{id}/evaluation': ownTraining,
  'GET /v1/training/runs/{id}/report': ownTraining,
  'GET /v1/loop': train,
  'POST /v1/loop/run': admin,
  'POST /v1/jobs': jobs,
  'GET /v1/jobs': jobs,
  'GET /v1/jobs/{id}': jobs,
  'DELETE /v1/jobs/{id}': jobs,
  'POST /v1/jobs/{id}/resume': jobs,
  'POST /v1/jobs/{id}/retry': jobs,
  'GET /v1/jobs/{id}/events': jobs,
  'POST /v1/jobs/graphs': jobs,
  'GET /v1/jobs/graphs/{id}': jobs,
  'POST /v1/jobs/graphs/{id}/cancel': jobs,
  'POST /v1/jobs/graphs/{id}/resume': jobs,
  'GET /v1/jobs/graphs/{id}/events': jobs,
  'GET /api/version': chat,
  'GET /api/tags': chat,
  'GET /api/ps': chat,
  'POST /api/show': chat,
  'POST /api/chat': generation,
  'POST /api/generate': generation,
  'POST /api/embed': generation,
  'POST /api/embeddings': generation,
  'POST /v1/chat/completions': generation,
  'POST /v1/completions': generation,
  'POST /v1/embeddings': generation,
  'POST /v1/responses': ownGeneration,
  'GET /v1/responses/{id}': ownConversation,
  'DELETE /v1/responses/{id}': ownConversation,
  'GET /v1/responses/{id}/input_items': ownConversation,
  'POST /v1/messages': generation,
  'POST /v1/messages/count_tokens': chat,
  'GET /v1/models': chat,
  'GET /v1/models/{id}': chat,
  'GET /health': open,
  'GET /health/live': open,
  'GET /health/ready': open,
  'GET /props': chat,
  'GET /models': chat,
  'POST /model/switch': admin,
  'POST /chat': ownGeneration,
  'POST /command': ownConversation,
  'POST /shutdown': admin,
  'GET /lab/tools': chat,
  'GET /lab/conversations': ownConversation,
  'POST /lab/conversations': ownConversation,
  'GET /lab/conversations/{id}': ownConversation,
  'PATCH /lab/conversations/{id}': ownConversation,
  'DELETE /lab/conversations/{id}': ownConversation,
  'POST /lab/conversations/{id}/fork': ownConversation,
  'GET /lab/conversations/{id}/tree': ownConversation,
  'POST /lab/conversations/{id}/messages': ownConversation,
  'GET /lab/conversations/{id}/export': ownConversation,
  'GET /lab/conversations/{id}/events': ownConversation,
  'POST /lab/conversations/{id}/cancel': ownConversation,
  'GET /lab/conversations/{id}/turns': ownConversation,
  'POST /lab/conversations/{id}/turns/{turn}': ownGeneration,
  'GET /info': chat,
  'GET /ok': open,
  'GET /assistants': chat,
  'POST /assistants/search': chat,
  'POST /assistants/count': chat,
  'GET /assistants/{assistant}': chat,
  'GET /assistants/{assistant}/graph': chat,
  'GET /assistants/{assistant}/schemas': chat,
  'GET /assistants/{assistant}/subgraphs': chat,
  'POST /threads': ownConversation,
  'POST /threads/search': ownConversation,
  'POST /threads/count': ownConversation,
  'GET /threads/{thread}': ownConversation,
  'PATCH /threads/{thread}': ownConversation,
  'DELETE /threads/{thread}': ownConversation,
  'POST /threads/{thread}/copy': ownConversation,
  'GET /threads/{thread}/history': ownConversation,
  'POST /threads/{thread}/history': ownConversation,
  'GET /threads/{thread}/state': ownConversation,
  'POST /threads/{thread}/state': ownConversation,
  'POST /threads/{thread}/state/checkpoint': ownConversation,
  'GET /threads/{thread}/state/{checkpoint}': ownConversation,
  'GET /threads/{thread}/runs': ownConversation,
  'POST /threads/{thread}/runs': ownGeneration,
  'POST /threads/{thread}/runs/stream': ownGeneration,
  'POST /threads/{thread}/runs/wait': ownGeneration,
  'GET /threads/{thread}/runs/{run}': ownConversation,
  'DELETE /threads/{thread}/runs/{run}': ownConversation,
  'GET /threads/{thread}/runs/{run}/join': ownConversation,
  'GET /threads/{thread}/runs/{run}/stream': ownConversation,
  'POST /threads/{thread}/runs/{run}/cancel': ownConversation,
  'POST /runs': ownGeneration,
  'POST /runs/stream': ownGeneration,
  'POST /runs/wait': ownGeneration,
  'GET /runs/{run}/stream': ownConversation,
  'POST /mcp': ownSession,
  'GET /mcp': ownSession,
  'DELETE /mcp': ownSession,
  'GET /tools': admin,
  'POST /tool_call': admin,
  'GET /models/inspect': chat,
  'GET /models/memory': chat,
  'GET /models/recommended': chat,
  'POST /models/remove': admin,
  'GET /v1/tools': admin,
  'POST /v1/tools/{name}/call': admin,
  'PUT /v1/tools/{name}/policy': admin,
  'GET /v1/mcp/servers': admin,
  'POST /v1/mcp/servers': admin,
  'POST /v1/mcp/servers/test': admin,
  'DELETE /v1/mcp/servers/{name}': admin,
  'POST /v1/mcp/servers/{name}/restart': admin,
  'GET /v1/keys': admin,
  'POST /v1/keys': admin,
  'PATCH /v1/keys/{id}': admin,
  'DELETE /v1/keys/{id}': admin,
  'GET /v1/configuration': admin,
  'POST /v1/configuration/reload': admin,
  'GET /v1/audit': admin,
  'GET /v1/logs': admin,
  'GET /v1/metrics': metrics,
  'GET /metrics': metrics,
  'GET /v1/logs/events': admin,
};

type Operations = Record<string, Record<string, unknown>>;

/** The same path items, whose operations say who may use them: `x-required-scope`, `x-visibility`, `x-rate-limited`. */
export function withAccess(paths: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(paths).map(([path, item]) => {
      const operations = Object.entries(item as Operations).map(([method, operation]) => {
        const access = operationAccess[`${method.toUpperCase()} ${path}`];
        return [method, { ...operation, ...(access && encodeAccess(access)) }] as const;
      });
      return [path, Object.fromEntries(operations)];
    }),
  );
}

function encodeAccess({ scopes, visibility, limited }: OperationAccess): Record<string, unknown> {
  return {
    'x-required-scope': scopes,
    ...(visibility && { 'x-visibility': visibility }),
    ...(limited && { 'x-rate-limited': true }),
  };
}
