import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plug, Plus } from 'lucide-react';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { api, dataOf } from '../api/client.ts';
import { withVisibleMarks } from '../chat/visible-text.ts';
import { toolsText } from '../text/en/tools.ts';
import { Badge, type BadgeLook } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Empty } from '../ui/empty.tsx';
import { notify, notifyProblem } from '../ui/notices.ts';
import { Section } from '../ui/section.tsx';
import { AddServerDialog } from './add-server-dialog.tsx';
import { serversQuery, toolsQuery, type McpServer } from './tool-queries.ts';

const said = toolsText.servers;

const looks: Record<McpServer['state'], BadgeLook> = {
  connecting: 'warning',
  connected: 'good',
  restarting: 'warning',
  failed: 'bad',
  disabled: 'plain',
  login: 'warning',
};

function ServerCard({ server, onChanged }: { server: McpServer; onChanged: () => Promise<unknown> }): ReactElement {
  const { name, state, title, version, target, problem, tools, configured } = server;
  const [isAsked, setAsked] = useState(false);
  const params = { path: { name } };
  const restart = useMutation({
    mutationFn: () => dataOf(api.POST('/v1/mcp/servers/{name}/restart', { params })),
    onSuccess: () => notify(said.restarted(name)),
    onError: notifyProblem,
    onSettled: onChanged,
  });
  const remove = useMutation({
    mutationFn: () => dataOf(api.DELETE('/v1/mcp/servers/{name}', { params })),
    onSuccess: () => notify(said.removed(name)),
    onError: notifyProblem,
    onSettled: onChanged,
  });
  return (
    <Card className="space-y-2">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="font-semibold break-all">{name}</h3>
        <Badge look={looks[state]}>{said.states[state]}</Badge>
        {title && (
          <span className="text-sm text-muted">
            {withVisibleMarks(title)} {version}
          </span>
        )}
        {configured && <Badge>{said.configured}</Badge>}
      </div>
      <p className="font-mono text-xs break-all text-muted">{target}</p>
      {problem && state !== 'connected' && <p className="text-sm text-danger">{withVisibleMarks(problem)}</p>}
      <div className="flex flex-wrap items-center gap-2">
        <Button
          aria-label={said.restartNamed(name)}
          disabled={restart.isPending || state === 'disabled'}
          onClick={() => restart.mutate()}
        >
          {said.restart}
        </Button>
        {!configured && (
          <Button look="danger" aria-label={said.removeNamed(name)} onClick={() => setAsked(true)}>
            {said.remove}
          </Button>
        )}
        {tools.length > 0 && (
          <Link
            to="/tools"
            search={{ source: `mcp:${name}` }}
            aria-label={said.showToolsNamed(said.showTools(tools.length), name)}
            className="inline-flex min-h-10 items-center px-2 text-sm font-medium text-accent underline-offset-4 hover:underline"
          >
            {said.showTools(tools.length)}
          </Link>
        )}
      </div>
      {isAsked && (
        <ConfirmDialog
          title={said.removeTitle(name)}
          hint={said.removeHint}
          action={said.remove}
          onConfirm={() => remove.mutate()}
          onClose={() => setAsked(false)}
        />
      )}
    </Card>
  );
}

/** MCP servers with their state, and the way to another one. */
export function ServerList({ servers }: { servers: readonly McpServer[] }): ReactElement {
  const [isAdding, setAdding] = useState(false);
  const queries = useQueryClient();
  const onChanged = (): Promise<unknown> =>
    Promise.all(
      [serversQuery.queryKey, toolsQuery.queryKey].map((queryKey) => queries.invalidateQueries({ queryKey })),
    );
  // A server that has come brings tools.
  const known = servers.map(({ name, tools }) => `${name}:${tools.length}`).join();
  const seen = useRef(known);
  useEffect(() => {
    if (seen.current === known) return;
    seen.current = known;
    void queries.invalidateQueries({ queryKey: toolsQuery.queryKey });
  }, [known, queries]);
  const add = (
    <Button onClick={() => setAdding(true)}>
      <Plus size={16} aria-hidden />
      {said.add}
    </Button>
  );
  return (
    <Section title={said.title} hint={said.hint} actions={servers.length > 0 && add}>
      {servers.length === 0 && (
        <Empty icon={Plug} title={said.none}>
          <p>{said.noneHint}</p>
          {add}
        </Empty>
      )}
      <ul className="grid gap-3 sm:grid-cols-2">
        {servers.map((server) => (
          <li key={server.name} className="min-w-0">
            <ServerCard server={server} onChanged={onChanged} />
          </li>
        ))}
      </ul>
      {isAdding && <AddServerDialog onAdded={onChanged} onClose={() => setAdding(false)} />}
    </Section>
  );
}
