/** A request that is an administrative act. */
export interface AdministrativeAct {
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As in the OpenAPI document. */
  path: string;
  action: string;
  /** Members of the request's body of which the first that is there says on what; left out, the path says it. */
  target?: readonly string[];
  /** Members of the request's body that are kept. Never secrets, nor what people wrote. */
  details?: readonly string[];
}

const key = ['scopes', 'expires_at', 'requests_per_minute', 'tokens_per_minute', 'concurrency'];

/** Everything that is written to the audit log when it is asked for over HTTP. */
export const administrativeActs: readonly AdministrativeAct[] = [
  { method: 'POST', path: '/v1/keys', action: 'key.created', target: ['name'], details: key },
  { method: 'PATCH', path: '/v1/keys/{id}', action: 'key.changed', details: ['name', ...key] },
  { method: 'DELETE', path: '/v1/keys/{id}', action: 'key.revoked' },
  { method: 'POST', path: '/v1/configuration/reload', action: 'configuration.reload' },
  { method: 'POST', path: '/models/load', action: 'model.loaded', target: ['model'] },
  { method: 'POST', path: '/models/unload', action: 'model.unloaded', target: ['model'] },
  { method: 'POST', path: '/models/remove', action: 'model.removed', target: ['model'] },
  { method: 'POST', path: '/v1/models/default', action: 'model.default', target: ['model'] },
  { method: 'POST', path: '/model/switch', action: 'model.default', target: ['model_key'] },
  { method: 'POST', path: '/api/pull', action: 'model.pulled', target: ['model', 'name'] },
  { method: 'POST', path: '/v1/jobs', action: 'job.submitted', target: ['kind'] },
  { method: 'POST', path: '/v1/jobs/graphs', action: 'job.submitted' },
  { method: 'DELETE', path: '/v1/jobs/{id}', action: 'job.cancelled' },
  { method: 'POST', path: '/v1/jobs/graphs/{id}/cancel', action: 'job.cancelled' },
  { method: 'POST', path: '/slots/{slot}', action: 'slot.changed', target: ['filename'] },
  { method: 'POST', path: '/v1/adapters/{name}/promote', action: 'adapter.promoted', details: ['version'] },
  { method: 'POST', path: '/v1/adapters/{name}/rollback', action: 'adapter.rolled_back', details: ['version'] },
  { method: 'POST', path: '/v1/adapters/{name}/retire', action: 'adapter.retired' },
  { method: 'DELETE', path: '/v1/adapters/{name}/versions/{version}', action: 'adapter.removed' },
  { method: 'POST', path: '/lora-adapters', action: 'adapter.scales_changed' },
  { method: 'POST', path: '/v1/load_lora_adapter', action: 'adapter.loaded', target: ['lora_name'] },
  { method: 'POST', path: '/v1/unload_lora_adapter', action: 'adapter.unloaded', target: ['lora_name'] },
  { method: 'PUT', path: '/v1/tools/{name}/policy', action: 'tool.decided', details: ['decision'] },
  { method: 'POST', path: '/v1/tools/{name}/call', action: 'tool.called' },
  { method: 'POST', path: '/v1/mcp/servers', action: 'mcp_server.added', target: ['name'] },
  { method: 'POST', path: '/v1/mcp/servers/test', action: 'mcp_server.tested' },
  { method: 'DELETE', path: '/v1/mcp/servers/{name}', action: 'mcp_server.removed' },
  { method: 'POST', path: '/v1/mcp/servers/{name}/restart', action: 'mcp_server.restarted' },
  { method: 'POST', path: '/v1/exports', action: 'data.exported', details: ['format'] },
  { method: 'DELETE', path: '/v1/exports/{id}', action: 'data.export_removed' },
  { method: 'POST', path: '/v1/pushes', action: 'data.pushed', target: ['target'] },
  { method: 'DELETE', path: '/v1/pushes/{id}', action: 'data.push_cancelled' },
  { method: 'DELETE', path: '/v1/interactions/{id}', action: 'data.interaction_removed' },
  { method: 'DELETE', path: '/v1/files/{id}', action: 'data.file_removed' },
  { method: 'POST', path: '/v1/training/runs', action: 'training.started', target: ['name'], details: ['method'] },
  { method: 'POST', path: '/v1/training/runs/{id}/cancel', action: 'training.cancelled' },
  { method: 'POST', path: '/v1/fine_tuning/jobs', action: 'training.started', target: ['suffix', 'model'] },
  { method: 'POST', path: '/v1/fine_tuning/jobs/{id}/cancel', action: 'training.cancelled' },
  { method: 'POST', path: '/v1/loop/run', action: 'loop.started' },
  { method: 'POST', path: '/command', action: 'server.command', target: ['command'] },
  { method: 'POST', path: '/shutdown', action: 'server.shutdown' },
];
