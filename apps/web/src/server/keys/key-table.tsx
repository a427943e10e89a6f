import type { ReactElement } from 'react';
import { serverText } from '../../text/en/server.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { Cell, HeadCell, Table } from '../../ui/table.tsx';
import type { ApiKey } from './key-queries.ts';
import { describeLimits, hasEnded } from './limits.ts';

const said = serverText.keys;

function Limits({ apiKey }: { apiKey: ApiKey }): ReactElement {
  const limits = describeLimits(apiKey.limits);
  const end = apiKey.expires_at;
  const isOver = hasEnded(apiKey);
  if (limits.length === 0 && end === null) return <span className="text-muted">{said.limits.none}</span>;
  return (
    <ul>
      {limits.map((limit) => (
        <li key={limit}>{limit}</li>
      ))}
      {end !== null && (
        <li className={isOver ? 'text-danger' : ''}>
          {isOver ? said.limits.ended : said.limits.ends} <RelativeTime time={end * 1000} />
        </li>
      )}
    </ul>
  );
}

export function KeyTable({
  keys,
  onChange,
  onRevoke,
}: {
  keys: readonly ApiKey[];
  onChange: (key: ApiKey) => void;
  onRevoke: (key: ApiKey) => void;
}): ReactElement {
  return (
    <Table label={said.list}>
      <thead>
        <tr>
          {[said.name, said.scopes, said.limits.column, said.created, said.used, said.id].map((name) => (
            <HeadCell key={name}>{name}</HeadCell>
          ))}
          <HeadCell>
            <span className="sr-only">{said.actions}</span>
          </HeadCell>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <tr key={key.id}>
            <Cell className="min-w-32 align-middle! font-medium break-words">
              {key.name} {key.current && <Badge look="good">{said.current}</Badge>}
            </Cell>
            <Cell className="align-middle!">
              <span className="flex flex-wrap gap-1">
                {key.scopes.map((scope) => (
                  <Badge key={scope} look={scope === 'admin' ? 'warning' : 'plain'}>
                    {scope}
                  </Badge>
                ))}
              </span>
            </Cell>
            <Cell className="align-middle! text-xs">
              <Limits apiKey={key} />
            </Cell>
            <Cell className="align-middle!">
              <RelativeTime time={key.created_at * 1000} />
            </Cell>
            <Cell className="align-middle! whitespace-nowrap">
              {key.last_used_at === null ? (
                <span className="text-muted">{said.unused}</span>
              ) : (
                <RelativeTime time={key.last_used_at * 1000} />
              )}
            </Cell>
            <Cell className="align-middle! whitespace-nowrap">
              <code className="font-mono text-xs" title={key.id}>
                …{key.id.slice(-6)}
              </code>{' '}
              <CopyButton value={key.id} label={said.copyId(key.name)} />
            </Cell>
            <Cell className="text-right align-middle! whitespace-nowrap">
              <Button aria-label={said.changeNamed(key.name)} onClick={() => onChange(key)}>
                {said.change}
              </Button>{' '}
              <Button look="danger" aria-label={said.revokeNamed(key.name)} onClick={() => onRevoke(key)}>
                {said.revoke}
              </Button>
            </Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
