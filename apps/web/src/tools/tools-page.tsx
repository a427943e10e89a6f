import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { api, dataOf, type Schemas } from '../api/client.ts';
import { toolsText as said } from '../text/en/tools.ts';
import { text } from '../text/text.ts';
import { Failure } from '../ui/failure.tsx';
import { Page } from '../ui/page.tsx';

type Tool = Schemas['LabToolList']['data'][number];

const effects = text.chat.approval.effects;

function effectsOf({ effects: has }: Tool): string {
  const names = Object.entries(effects).flatMap(([name, label]) =>
    has[name as keyof typeof has] && label ? [label] : [],
  );
  return names.join(', ');
}

/** The tools of the server, what each may do, and what the policy says of it. */
export function ToolsPage(): ReactElement {
  const { data, error } = useQuery({
    queryKey: ['tools'],
    queryFn: ({ signal }) => dataOf(api.GET('/lab/tools', { signal })),
  });
  return (
    <Page title={said.title}>
      {error && <Failure error={error} />}
      {data?.data.length === 0 && <p>{said.empty}</p>}
      <ul className="space-y-2">
        {(data?.data ?? []).map((tool) => (
          <li key={tool.name} className="rounded-xl border border-line bg-panel p-3">
            <div className="flex flex-wrap items-baseline justify-between gap-2">
              <h2 className="font-mono text-sm font-semibold">{tool.name}</h2>
              {tool.decision && (
                <span title={tool.reason ?? undefined} className="text-sm text-muted">
                  {said.decisions[tool.decision]}
                </span>
              )}
            </div>
            <p className="text-sm">{tool.description}</p>
            <p className="text-xs text-muted">{effectsOf(tool)}</p>
          </li>
        ))}
      </ul>
    </Page>
  );
}
