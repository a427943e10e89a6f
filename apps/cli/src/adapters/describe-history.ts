import { styleText } from 'node:util';
import type { AdapterHistory, JournalEntry, RegisteredVersion } from '@tuneloop/lora';
import { withoutControlCharacters } from '../terminal/control-characters.ts';

/** The versions as a tree, by what each was continued from, and then what happened, the oldest first. */
export function formatHistory(history: AdapterHistory): string {
  const { versions, events } = history;
  const lines = rootsOf(versions).flatMap((root) => branch(root, versions, ''));
  const happened = events.flatMap((event) => describeEvent(event) ?? []);
  return withoutControlCharacters([...lines, '', ...happened].join('\n'));
}

/** The oldest first; those whose beginning is another adapter or a removed version have no parent here. */
function rootsOf(versions: readonly RegisteredVersion[]): RegisteredVersion[] {
  return versions.filter((version) => parentOf(version, versions) === undefined).toReversed();
}

function parentOf(
  { name, continuedFrom }: RegisteredVersion,
  versions: readonly RegisteredVersion[],
): RegisteredVersion | undefined {
  if (continuedFrom?.name !== name) return undefined;
  return versions.find(({ version }) => version === continuedFrom.version);
}

function branch(version: RegisteredVersion, versions: readonly RegisteredVersion[], indent: string): string[] {
  const children = versions.filter((other) => parentOf(other, versions) === version).toReversed();
  return [indent + describeVersion(version), ...children.flatMap((child) => branch(child, versions, `${indent}  `))];
}

function describeVersion(version: RegisteredVersion): string {
  const { state, createdAt, base, metrics, continuedFrom, name } = version;
  const foreign = continuedFrom && continuedFrom.name !== name;
  const facts = [
    dateOf(createdAt),
    ...(base ? [`on ${base.reference}`] : []),
    ...(foreign ? [`continued from ${continuedFrom.name}@${continuedFrom.version}`] : []),
    ...Object.entries(metrics).map(([metric, value]) => `${metric} ${Number(value.toPrecision(4))}`),
  ];
  const shown = state === 'live' ? styleText('bold', state, { stream: process.stdout }) : state;
  return `${name}@${version.version}  ${shown}  ${facts.join(', ')}`;
}

function describeEvent(event: JournalEntry): string | undefined {
  const because = 'reason' in event && event.reason !== undefined ? `: ${event.reason}` : '';
  const time = dateOf(event.at);
  switch (event.type) {
    case 'added': {
      const { version } = event.record;
      const refused = event.refusedBecause.length > 0 ? `, refused: ${event.refusedBecause.join(' ')}` : '';
      return `${time}  added @${version}${refused}`;
    }
    case 'promoted':
      return `${time}  promoted @${event.version}${because}`;
    case 'rolled-back':
      return `${time}  rolled back to @${event.version}${because}`;
    case 'retired':
      return `${time}  retired @${event.from}${because}`;
    case 'default':
      return `${time}  ${event.scale === 0 ? 'not the default any more' : `the default, ×${event.scale}`}`;
    case 'removed':
      return `${time}  removed @${event.version}`;
    case 'placed':
    default:
      return undefined;
  }
}

function dateOf(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}
