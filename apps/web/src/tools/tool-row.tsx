import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { api, dataOf } from '../api/client.ts';
import { withVisibleMarks } from '../chat/visible-text.ts';
import { toolsText as said } from '../text/en/tools.ts';
import { Badge } from '../ui/badge.tsx';
import { notifyProblem } from '../ui/notices.ts';
import { Select } from '../ui/select.tsx';
import { toolsQuery, type Decision, type Tool } from './tool-queries.ts';
import type { ToolsSearch } from './tool-search.ts';

const effectNames = ['reads', 'writes', 'destructive', 'network', 'code'] as const;
const mild: ReadonlySet<string> = new Set(['reads']);

export function EffectBadges({ effects }: Pick<Tool, 'effects'>): ReactElement {
  const has = effectNames.filter((name) => effects[name]);
  return (
    <span className="inline-flex flex-wrap gap-1">
      {has.length === 0 && <Badge>{said.harmless}</Badge>}
      {has.map((name) => (
        <Badge key={name} look={mild.has(name) ? 'plain' : 'warning'}>
          {said.effects[name]}
        </Badge>
      ))}
    </span>
  );
}

/** A tool with what it may do, and the switch that says whether it may. */
export function ToolRow({ tool, search }: { tool: Tool; search: ToolsSearch }): ReactElement {
  const queries = useQueryClient();
  const { name, description, effects, decision, configured, decided_here: isDecidedHere, reason } = tool;
  const { mutate, isPending, variables } = useMutation({
    mutationFn: (wanted: Decision | null) =>
      dataOf(api.PUT('/v1/tools/{name}/policy', { params: { path: { name } }, body: { decision: wanted } })),
    onError: notifyProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: toolsQuery.queryKey }),
  });
  const chosen = isPending ? (variables ?? '') : isDecidedHere ? decision : '';
  return (
    <li className="flex flex-col gap-3 p-4 sm:flex-row sm:items-start">
      <div className="min-w-0 flex-1 space-y-1">
        <div className="flex flex-wrap items-center gap-2">
          <h3 className="min-w-0 font-mono text-sm font-semibold break-all">{name}</h3>
          <EffectBadges effects={effects} />
        </div>
        {description && <p className="line-clamp-2 text-sm text-muted">{withVisibleMarks(description)}</p>}
      </div>
      <div className="flex shrink-0 gap-2">
        <span className="w-52 max-sm:flex-1" title={reason}>
          {configured === 'deny' ? (
            <span className="flex min-h-10 items-center text-sm text-danger">{said.deniedByConfiguration}</span>
          ) : (
            <Select<Decision | ''>
              label={said.policyOf(name)}
              value={chosen}
              choices={[
                { value: '', label: said.asConfigured(said.decisions[configured]) },
                { value: 'allow', label: said.decisions.allow },
                { value: 'ask', label: said.decisions.ask },
                { value: 'deny', label: said.decisions.deny },
              ]}
              onChoose={(value) => mutate(value === '' ? null : value)}
            />
          )}
        </span>
        <Link
          to="/tools"
          search={{ ...search, tool: name }}
          aria-label={said.tryNamed(name)}
          className="inline-flex min-h-10 items-center rounded-lg border border-control bg-raised px-3 text-sm font-medium hover:bg-panel"
        >
          {said.try}
        </Link>
      </div>
    </li>
  );
}
