import type { Ledger } from '../room/ledger.ts';
import { sumOf, type Metrics } from '../room/read-metrics.ts';
import type { LogAccount, RecordedAccount } from './read-log.ts';

/** Where clients, metrics and logs tell different stories; empty when all is accounted for. */
export function compareAccounts(
  ledger: Ledger,
  metrics: Metrics,
  log: LogAccount,
  recorded: RecordedAccount,
): string[] {
  const differences: string[] = [];
  const requests = 'tuneloop_http_requests_total';
  const seen = new Set<string>();
  for (const [key, outcomes] of ledger.requests) {
    seen.add(key);
    const [method, route] = key.split(' ');
    const counted = (status?: string): number =>
      sumOf(
        metrics,
        requests,
        (labels) =>
          labels['method'] === method && labels['route'] === route && (!status || labels['status'] === status),
      );
    const sent = [...outcomes.values()].reduce((sum, count) => sum + count, 0);
    if (counted() !== sent) differences.push(`${key}: clients sent ${sent}, metrics counted ${counted()}`);
    // A request that its client left may have been answered before the server heard of it.
    const unsure = (outcomes.get('left') ?? 0) + (outcomes.get('cut') ?? 0);
    for (const [outcome, count] of outcomes) {
      if (typeof outcome !== 'number') continue;
      const known = counted(String(outcome));
      if (known < count || known > count + unsure) {
        differences.push(`${key}: clients saw ${outcome} ${count} times, metrics ${known} times (${unsure} left)`);
      }
    }
  }
  for (const { labels, value } of metrics.get(requests) ?? []) {
    const key = `${labels['method']} ${labels['route']}`;
    if (!seen.has(key)) differences.push(`${key}: no client sent it, metrics counted ${value}`);
  }
  const total = sumOf(metrics, requests);
  if (log.requests !== total) differences.push(`metrics counted ${total} requests, the log has ${log.requests} lines`);

  const generations = sumOf(metrics, 'tuneloop_generations_total');
  if (generations !== recorded.interactions) {
    differences.push(`metrics counted ${generations} generations, ${recorded.interactions} are recorded`);
  }
  const missing = [...ledger.answers].filter((id) => !recorded.requests.has(id));
  if (missing.length > 0)
    differences.push(`${missing.length} answers are not recorded, such as ${missing.slice(0, 3).join(', ')}`);
  if (recorded.twice.length > 0) differences.push(`recorded twice: ${recorded.twice.slice(0, 3).join(', ')}`);
  if (recorded.unreadable > 0) differences.push(`${recorded.unreadable} unreadable lines in the interaction log`);
  return differences;
}
