import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { FileDown, Database } from 'lucide-react';
import { useCallback, useMemo, type ReactElement } from 'react';
import { RequestProblem } from '../../api/problem.ts';
import { dataText } from '../../text/en/data.ts';
import { datasetsText as said } from '../../text/en/datasets.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Loading } from '../../ui/loading.tsx';
import { notify, notifyProblem } from '../../ui/notices.ts';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';
import { DataTabs } from '../data-tabs.tsx';
import { FilterBar } from '../filter-bar.tsx';
import { readFilters, type DataFilters } from '../filters.ts';
import { PushPanel } from '../pushes/push-panel.tsx';
import { readDatasetSearch, readSettings, type DatasetSettings } from './dataset-settings.ts';
import { ExportList } from './export-list.tsx';
import { createExport, exportsQuery } from './export-queries.ts';
import { Preview } from './preview.tsx';
import { SettingsForm } from './settings-form.tsx';

function Builder(): ReactElement {
  const search = useSearch({ from: '/data/datasets' });
  const navigate = useNavigate({ from: '/data/datasets' });
  const queries = useQueryClient();
  const filters = useMemo(() => readFilters({ ...search }), [search]);
  const settings = useMemo(() => readSettings({ ...search }), [search]);
  const changeFilters = useCallback(
    (changed: DataFilters): void => void navigate({ search: { ...settings, ...changed }, replace: true }),
    [navigate, settings],
  );
  const changeSettings = (changes: DatasetSettings): void =>
    void navigate({ search: readDatasetSearch({ ...search, ...changes }), replace: true });
  const { mutate, isPending } = useMutation({
    mutationFn: () => createExport(search),
    onError: notifyProblem,
    onSuccess: () => {
      notify(said.begun);
      return queries.invalidateQueries(exportsQuery);
    },
  });
  return (
    <>
      <FilterBar filters={filters} onChange={changeFilters} />
      <div className="grid items-start gap-6 lg:grid-cols-[20rem_minmax(0,1fr)]">
        <Card className="space-y-4 lg:sticky lg:top-4">
          <h2 className="font-semibold">{said.shape}</h2>
          <SettingsForm settings={settings} onChange={changeSettings} />
          <Button look="primary" className="w-full" disabled={isPending} onClick={() => mutate()}>
            <FileDown size={16} aria-hidden />
            {said.write}
          </Button>
        </Card>
        <Section title={said.preview} hint={said.previewHint}>
          <Preview search={search} />
        </Section>
      </div>
      <Section title={said.written} hint={said.writtenHint}>
        <ExportList />
      </Section>
      <PushPanel filters={filters} />
    </>
  );
}

/** Training data of what was recorded: what goes in, how it looks, and the files. */
export function DatasetsPage(): ReactElement {
  const { error, isPending } = useQuery(exportsQuery);
  const isOff = error instanceof RequestProblem && error.status === 404;
  return (
    <Page width="wide" title={dataText.title} intro={said.intro}>
      <DataTabs />
      {isOff ? (
        <Empty icon={Database} title={dataText.off}>
          <p>{dataText.offHint}</p>
        </Empty>
      ) : isPending ? (
        <Loading />
      ) : (
        <Builder />
      )}
    </Page>
  );
}
