import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Pause, Play, X } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { formatNumber } from '../../text/format.ts';
import { serverText } from '../../text/en/server.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Input } from '../../ui/field.tsx';
import { Section } from '../../ui/section.tsx';
import { Select } from '../../ui/select.tsx';
import { levels, type LogsSearch } from '../search.ts';
import { ServerPage } from '../server-page.tsx';
import { linesWith, lineText } from './describe-line.ts';
import { LogList } from './log-list.tsx';
import { useLog } from './use-log.ts';

const said = serverText.logs;
const route = getRouteApi('/server/logs');
const levelChoices = levels.map((value) => ({ value, label: said.levels[value] }));

const states = { loading: '', following: said.following, lost: said.lost, stopped: said.paused };

function Log({ search, onSearch }: { search: LogsSearch; onSearch: (search: LogsSearch) => void }): ReactElement {
  const [isFollowing, setFollowing] = useState(true);
  const { level = 'trace', text = '', request } = search;
  const { lines, hasOlder, connection, error, loadOlder } = useLog({ level, request }, isFollowing);
  const shown = linesWith(lines, text);
  const { text: _, ...withoutText } = search;
  const { request: __, ...withoutRequest } = search;
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <Input
          type="search"
          aria-label={said.search}
          placeholder={said.search}
          value={text}
          onChange={({ target }) => onSearch({ ...withoutText, ...(target.value && { text: target.value }) })}
          className="min-h-10 flex-1 basis-60"
        />
        <Select
          label={said.level}
          value={level}
          choices={levelChoices}
          onChoose={(chosen) => onSearch({ ...search, level: chosen })}
          className="w-52! max-sm:w-full!"
        />
        <Button onClick={() => setFollowing(!isFollowing)}>
          {isFollowing ? <Pause size={16} aria-hidden /> : <Play size={16} aria-hidden />}
          {isFollowing ? said.stop : said.follow}
        </Button>
        <CopyButton value={shown.map(lineText).join('\n')} label={said.copyLines} />
      </div>
      {request !== undefined && (
        <p className="flex flex-wrap items-center gap-2 text-sm">
          <span className="min-w-0 break-all">{said.ofRequest(request)}</span>
          <Button onClick={() => onSearch(withoutRequest)}>
            <X size={16} aria-hidden />
            {said.anyRequest}
          </Button>
        </p>
      )}
      {error !== undefined && <Failure error={error} />}
      <LogList lines={shown} level={search.level} {...(hasOlder && { onOlder: loadOlder })} />
      <div className="flex flex-wrap justify-between gap-2 text-sm text-muted">
        <p role="status">{states[connection]}</p>
        <p>{said.count(formatNumber(shown.length))}</p>
      </div>
    </>
  );
}

/** What the server says, as it says it. */
export function LogsPage(): ReactElement {
  const search = route.useSearch();
  const navigate = useNavigate();
  return (
    <ServerPage>
      <Section title={said.title} hint={said.hint}>
        <Log
          // Another filter is another log.
          key={`${search.level} ${search.request}`}
          search={search}
          onSearch={(next) => void navigate({ to: '/server/logs', search: next, replace: true })}
        />
      </Section>
    </ServerPage>
  );
}
