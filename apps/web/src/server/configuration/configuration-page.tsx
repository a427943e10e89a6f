import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import type { ReactElement } from 'react';
import { api, dataOf, type Schemas } from '../../api/client.ts';
import { formatNumber } from '../../text/format.ts';
import { serverText } from '../../text/en/server.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Input } from '../../ui/field.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Section } from '../../ui/section.tsx';
import { Select } from '../../ui/select.tsx';
import type { ConfigurationSearch } from '../search.ts';
import { ServerPage } from '../server-page.tsx';
import { filterSettings } from './filter-settings.ts';
import { SettingRow } from './setting-row.tsx';

const said = serverText.configuration;
const route = getRouteApi('/server/configuration');

const shownChoices = [
  { value: 'all', label: said.all },
  { value: 'changed', label: said.changed },
] as const;

function Warnings({ warnings }: { warnings: readonly string[] }): ReactElement | null {
  if (warnings.length === 0) return null;
  return (
    <div className="rounded-xl border border-warning p-4 text-sm">
      <p className="font-medium">{said.warnings}</p>
      <ul className="list-disc pl-5">
        {warnings.map((warning) => (
          <li key={warning} className="break-words">
            {warning}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Settings({ configuration }: { configuration: Schemas['Configuration'] }): ReactElement {
  const search = route.useSearch();
  const navigate = useNavigate();
  const { file, settings } = configuration;
  const groups = filterSettings(settings, search);
  const count = groups.reduce((sum, group) => sum + group.settings.length, 0);
  const change = (changes: { text?: string; changed?: boolean }): void => {
    const { text = search.text, changed = search.changed } = changes;
    const next: ConfigurationSearch = { ...(text && { text }), ...(changed && { changed: true }) };
    // Each letter is no step to go back to.
    void navigate({ to: '/server/configuration', search: next, replace: true });
  };
  return (
    <Section title={said.title} hint={said.hint}>
      <p className="flex flex-wrap items-center gap-x-2 text-sm">
        <span className="text-muted">{said.file}</span>
        {file === null ? (
          said.noFile
        ) : (
          <>
            <code className="font-mono break-all">{file}</code>
            <CopyButton value={file} />
          </>
        )}
      </p>
      <div className="flex flex-wrap gap-2">
        <Input
          type="search"
          aria-label={said.search}
          placeholder={said.search}
          value={search.text ?? ''}
          onChange={(event) => change({ text: event.target.value })}
          className="min-h-10 flex-1 basis-60"
        />
        <Select
          label={said.show}
          value={search.changed ? 'changed' : 'all'}
          choices={shownChoices}
          onChoose={(value) => change({ changed: value === 'changed' })}
          className="w-44! max-sm:w-full!"
        />
      </div>
      <p role="status" className="text-sm text-muted">
        {said.count(formatNumber(count))}
      </p>
      {count === 0 && <Empty icon={SearchX} title={said.none} />}
      {groups.map((group) => (
        <div key={group.name} className="space-y-1">
          <h3 className="pt-2 text-sm font-semibold">{group.name === '' ? said.groups : group.name}</h3>
          <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-panel">
            {group.settings.map((setting) => (
              <SettingRow key={setting.path} setting={setting} />
            ))}
          </ul>
        </div>
      ))}
    </Section>
  );
}

/** Every setting, and where it comes from. */
export function ConfigurationPage(): ReactElement {
  const { data, error, refetch } = useQuery({
    queryKey: ['configuration'],
    queryFn: ({ signal }) => dataOf(api.GET('/v1/configuration', { signal })),
  });
  return (
    <ServerPage>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <>
          <Warnings warnings={data.warnings} />
          <Settings configuration={data} />
        </>
      )}
    </ServerPage>
  );
}
