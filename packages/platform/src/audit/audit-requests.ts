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

/**
 * Writes administrative acts to the audit log, whatever their end. The end of an answer waits for its line: who was told
 * that something is done finds it there, also when the server is killed right then.
 */
export function auditRequests({ trail, nameOf, owners }: AuditRequestsOptions): RequestHandler {
  const logins = new Refusals(manyLogins);
  const forbidden = new Refusals(1);

  async function actorOf(request: Request): Promise<AuditActor> {
    const id = clientOf(request)?.id;
    if (id !== undefined) return { type: 'key', id, name: await nameOf(id).catch(() => undefined) };
    const users = (await owners(request.socket).catch(() => undefined)) ?? [];
    return { type: 'local', user: new Set(users).size === 1 ? users[0] : undefined };
  }

  async function describeAct(
    { act, named }: MatchedAct,
    outcome: AuditOutcome,
    request: Request,
    response: Response,
  ): Promise<AuditEntry> {
    const body = jsonBodyOf(request);
    const target = named ?? act.target?.map((name) => body?.[name]).find((value) => typeof value === 'string');
    return {
      actor: await actorOf(request),
      address: request.ip,
      action: act.action,
      target: typeof target === 'string' ? target.slice(0, longest) : undefined,
      outcome,
      details: { ...keptDetails(body, act.details ?? []), status: response.statusCode },
      requestId: headerText(response.getHeader('x-request-id')),
    };
  }

  async function recordAct(
    matched: MatchedAct,
    outcome: AuditOutcome,
    request: Request,
    response: Response,
  ): Promise<void> {
    const asker = `${clientOf(request)?.id ?? request.ip} ${matched.act.action}`;
    const isNews = outcome !== 'refused' || forbidden.count(asker) !== undefined;
    if (isNews) await trail.record(describeAct(matched, outcome, request, response));
  }

  function recordLogin({ ip: address }: Request): void {
    const count = logins.count(address ?? '');
    if (count === undefined) return;
    const actor: AuditActor = { type: 'system' };
    void trail.record({ actor, address, action: 'login.refused', outcome: 'refused', details: { count } });
  }

  return (request, response, next) => {
    // Routers below change the path while they handle it.
    const matched = matchAct(request.method, request.path);
    let isTold = false;
    const tell = async (isAnswered: boolean): Promise<void> => {
      if (isTold || !matched || response.statusCode === 401) return;
      isTold = true;
      await recordAct(matched, outcomeOf(response, isAnswered), request, response);
    };
    if (matched) endAfter(response, () => tell(true));
    response.once('close', () => {
      if (response.statusCode === 401) recordLogin(request);
      // Who asked went away before there was an answer.
      void tell(false);
    });
    next();
  };
}

/** Lets an answer end only when `work` is done. */
function endAfter(response: Response, work: () => Promise<void>): void {
  const end = response.end.bind(response) as (...parameters: unknown[]) => Response;
  let isEnding = false;
  response.end = (...parameters: unknown[]) => {
    if (!isEnding) void work().finally(() => end(...parameters));
    isEnding = true;
    return response;
  };
}

function outcomeOf({ statusCode }: Response, isAnswered: boolean): AuditOutcome {
  if (statusCode === 403) return 'refused';
  return statusCode < 400 && isAnswered ? 'done' : 'failed';
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
