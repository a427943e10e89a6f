import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { ApiKeyStore } from '@tuneloop/openai-server';
import { TuneloopError } from '@tuneloop/protocol';
import type { Config } from '../config/schema.ts';
import type { Logger } from '../logging/logger.ts';
import type { Reloader } from '../reload/reloader.ts';
import { createAuditLog, type AuditLog } from './audit-log.ts';
import type { AuditActor, AuditEntry } from './audit-record.ts';

/** The audit log of one process. */
export interface AuditTrail {
  readonly log: AuditLog;
  /** Writes an act down, also into the server's log. Never throws: what was done cannot be undone for want of a line. */
  record(entry: AuditEntry | Promise<AuditEntry>): Promise<void>;
  /** Resolves when everything so far is written. */
  settled(): Promise<void>;
}

/** Where the audit log of a configuration is. */
export function auditFolder({ folders }: Pick<Config, 'folders'>): string {
  return join(folders.data, 'audit');
}

export function createAuditTrail(config: Pick<Config, 'folders'>, logger: Logger): AuditTrail {
  const log = createAuditLog({ folder: auditFolder(config) });
  const pending = new Set<Promise<void>>();

  async function write(told: AuditEntry | Promise<AuditEntry>): Promise<void> {
    const entry = await told;
    const { action, target, outcome, actor, address, requestId } = entry;
    const level = outcome === 'done' ? 'info' : 'warn';
    logger[level]({ action, target, outcome, actor, address, requestId }, 'administrative act');
    try {
      await log.append(entry);
    } catch (error) {
      logger.error({ action, err: error }, `not in the audit log: ${TuneloopError.from(error).message}`);
    }
  }

  return {
    log,
    record(entry) {
      const written = write(entry).finally(() => pending.delete(written));
      pending.add(written);
      return written;
    },
    async settled() {
      await Promise.all(pending);
    },
  };
}

const system: AuditActor = { type: 'system' };

/** Whoever runs this process. */
function localUser(): AuditActor {
  const { uid, username } = userInfo();
  return { type: 'local', name: username, user: uid < 0 ? undefined : uid };
}

/** Reloads of the configuration are acts of whoever can write its files. */
export function auditReloads(trail: AuditTrail, reloader: Reloader): void {
  reloader.watch(({ outcome, trigger, changes, needsRestart, problems }) => {
    if (outcome === 'unchanged') return;
    const isRefused = outcome === 'refused';
    const details = isRefused ? { trigger, problems } : { trigger, changes, needsRestart };
    const action = 'configuration.reloaded';
    void trail.record({ actor: system, action, outcome: isRefused ? 'refused' : 'done', details });
  });
}

/** Keys that are made, changed and revoked in this process, by whoever runs it: not over HTTP. */
export function auditedKeys(keys: ApiKeyStore, trail: AuditTrail): ApiKeyStore {
  const actor = localUser();
  return {
    ...keys,
    async create(options) {
      const created = await keys.create(options);
      const { id, name, scopes } = created.record;
      await trail.record({ actor, action: 'key.created', target: name, outcome: 'done', details: { id, scopes } });
      return created;
    },
    async update(idOrName, change) {
      const record = await keys.update(idOrName, change);
      const details = { id: record.id, changed: Object.keys(change) };
      await trail.record({ actor, action: 'key.changed', target: record.name, outcome: 'done', details });
      return record;
    },
    async revoke(idOrName) {
      const record = await keys.revoke(idOrName);
      const { id, name } = record;
      await trail.record({ actor, action: 'key.revoked', target: name, outcome: 'done', details: { id } });
      return record;
    },
  };
}
