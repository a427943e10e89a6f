import { clientOf, jsonBodyOf } from '@tuneloop/openai-server';
import type { Request, RequestHandler, Response } from 'express';
import type { connectionOwners } from '../http/connection-owner.ts';
import type { AuditActor, AuditEntry, AuditOutcome } from './audit-record.ts';
import type { AuditTrail } from './audit-trail.ts';
import { matchAct, type MatchedAct } from './match-act.ts';
import { Refusals } from './refusals.ts';

export interface AuditRequestsOptions {
  trail: Pick<AuditTrail, 'record'>;
  /** The name of the key with this id, as far as it is known. */
  nameOf: (keyId: string) => Promise<string | undefined>;
  /** Whose programs are at the other end of a connection of this machine. */
  owners: typeof connectionOwners;
}

/** So many requests without a known key, within a minute and from one address, are somebody who tries keys. */
const manyLogins = 5;
const longest = 200;

/** Writes administrative acts to the audit log when they have ended, whatever their end. */
export function auditRequests({ trail, nameOf, owners }: AuditRequestsOptions): RequestHandler {
  const logins = new Refusals(manyLogins);
  const forbidden = new Refusals(1);

  async function actorOf(request: Request): Promise<AuditActor> {
    const id = clientOf(request)?.id;
    if (id !== undefined) return { type: 'key', id, name: await nameOf(id).catch(() => undefined) };
    const users = (await owners(request.socket).catch(() => undefined)) ?? [];
    return { type: 'local', user: new Set(users).size === 1 ? users[0] : undefined };
  }

  async function describeAct({ act, named }: MatchedAct, request: Request, response: Response): Promise<AuditEntry> {
    const body = jsonBodyOf(request);
    const target = named ?? act.target?.map((name) => body?.[name]).find((value) => typeof value === 'string');
    return {
      actor: await actorOf(request),
      address: request.ip,
      action: act.action,
      target: typeof target === 'string' ? target.slice(0, longest) : undefined,
      outcome: outcomeOf(response),
      details: { ...keptDetails(body, act.details ?? []), status: response.statusCode },
      requestId: headerText(response.getHeader('x-request-id')),
    };
  }

  function onClose(request: Request, response: Response, matched: MatchedAct | undefined): void {
    if (response.statusCode === 401) {
      const count = logins.count(request.ip ?? '');
      if (count === undefined) return;
      const actor: AuditActor = { type: 'system' };
      void trail.record({
        actor,
        address: request.ip,
        action: 'login.refused',
        outcome: 'refused',
        details: { count },
      });
    } else if (matched) {
      const { action } = matched.act;
      const isNews =
        outcomeOf(response) !== 'refused' ||
        forbidden.count(`${clientOf(request)?.id ?? request.ip} ${action}`) !== undefined;
      if (isNews) void trail.record(describeAct(matched, request, response));
    }
  }

  return (request, response, next) => {
    // Routers below change the path while they handle it.
    const matched = matchAct(request.method, request.path);
    response.once('close', () => onClose(request, response, matched));
    next();
  };
}

function outcomeOf({ statusCode, writableFinished }: Response): AuditOutcome {
  if (statusCode === 403) return 'refused';
  return statusCode < 400 && writableFinished ? 'done' : 'failed';
}

function keptDetails(body: Record<string, unknown> | undefined, names: readonly string[]): AuditEntry['details'] {
  const entries = names.flatMap((name): [string, string | number | boolean | string[]][] => {
    const value = body?.[name];
    if (typeof value === 'string') return [[name, value.slice(0, longest)]];
    if (typeof value === 'number' || typeof value === 'boolean') return [[name, value]];
    if (value === null) return [[name, 'none']];
    return Array.isArray(value) ? [[name, value.slice(0, 20).map((entry) => String(entry).slice(0, longest))]] : [];
  });
  return Object.fromEntries(entries);
}

function headerText(value: number | string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
