import { TuneloopError, type ToolEffects, type ToolVerdict } from '@tuneloop/protocol';
import { formatTable } from '../../terminal/table.ts';

/** A tool as a person sees it. */
export interface ToolListing {
  name: string;
  effects: ToolEffects;
  /** What the policy says whatever the arguments; left out where nobody knows. */
  decision?: ToolVerdict['decision'] | undefined;
}

const decisions: Record<ToolVerdict['decision'], string> = { allow: 'runs', ask: 'asks you', deny: 'never' };

const effectNames: [keyof ToolEffects, string][] = [
  ['reads', 'reads'],
  ['writes', 'writes'],
  ['destructive', 'destroys'],
  ['network', 'network'],
  ['code', 'code'],
];

/** `writes, destroys`; what a tool may do. */
export function describeEffects(effects: ToolEffects): string {
  const found = effectNames.flatMap(([effect, name]) => (effects[effect] === true ? [name] : []));
  return found.length === 0 ? 'touches nothing' : found.join(', ');
}

export function noTools(): TuneloopError {
  return new TuneloopError(
    'UNSUPPORTED',
    'This server has no tools for a chat: use a Tuneloop server, or --local for the tools of this machine.',
  );
}

export function describeTools(tools: readonly ToolListing[]): string {
  const rows = tools.map(({ name, effects, decision }) => {
    return [name, decision === undefined ? '–' : decisions[decision], describeEffects(effects)];
  });
  return formatTable([{ title: 'tool' }, { title: 'policy' }, { title: 'may do' }], rows);
}
