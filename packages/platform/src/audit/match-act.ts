import { administrativeActs, type AdministrativeAct } from './administrative-acts.ts';

export interface MatchedAct {
  act: AdministrativeAct;
  /** What stands in the place of `{…}` in its path. */
  named: string | undefined;
}

interface Compiled {
  act: AdministrativeAct;
  pattern: RegExp;
}

const compiled: readonly Compiled[] = administrativeActs.map((act) => {
  const escaped = act.path.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`);
  return { act, pattern: new RegExp(`^${escaped.replaceAll(/\{\w+\}/g, '([^/]+)')}/?$`, 'i') };
});

/** The administrative act that a request is, if it is one. */
export function matchAct(method: string, path: string): MatchedAct | undefined {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return undefined;
  for (const { act, pattern } of compiled) {
    const match = act.method === method ? pattern.exec(path) : null;
    if (match) return { act, named: match.slice(1).map(decoded).join('@') || undefined };
  }
  return undefined;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
