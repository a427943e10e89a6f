import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { RequestProblem } from '../api/problem.ts';
import { toolsText as said } from '../text/en/tools.ts';
import { Failure } from '../ui/failure.tsx';
import { Loading } from '../ui/loading.tsx';
import { Page } from '../ui/page.tsx';
import { ServerList } from './server-list.tsx';
import { ToolDialog } from './tool-dialog.tsx';
import { ToolList } from './tool-list.tsx';
import { serversQuery, toolsQuery } from './tool-queries.ts';

/** The tools of the server: what each may do, what the policy says of it, a place to try it, and MCP servers. */
export function ToolsPage(): ReactElement {
  const search = useSearch({ from: '/tools' });
  const navigate = useNavigate();
  const { data: tools, error, refetch } = useQuery(toolsQuery);
  const { data: servers } = useQuery(serversQuery);
  const { tool: opened, ...rest } = search;
  const tool = tools?.find(({ name }) => name === opened);
  const isForbidden = error instanceof RequestProblem && error.status === 403;
  return (
    <Page title={said.title} intro={said.intro}>
      {isForbidden && <p className="text-sm text-muted">{said.forbidden}</p>}
      {error && !isForbidden && <Failure error={error} onRetry={() => void refetch()} />}
      {!tools && !error && <Loading />}
      {servers && <ServerList servers={servers} />}
      {tools && <ToolList tools={tools} search={rest} />}
      {tool && <ToolDialog key={tool.name} tool={tool} onClose={() => void navigate({ to: '/tools', search: rest })} />}
    </Page>
  );
}
