import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Box } from 'lucide-react';
import type { ReactElement } from 'react';
import { modelsText as said } from '../text/en/models.ts';
import { Empty } from '../ui/empty.tsx';
import { Failure } from '../ui/failure.tsx';
import { Loading } from '../ui/loading.tsx';
import { Page } from '../ui/page.tsx';
import { Section } from '../ui/section.tsx';
import { AdapterDialog } from './adapter-dialog.tsx';
import { AdapterList } from './adapter-list.tsx';
import { DownloadSection } from './download-section.tsx';
import { MemoryBars } from './memory-bars.tsx';
import { ModelCard } from './model-card.tsx';
import { ModelDialog } from './model-dialog.tsx';
import { adaptersQuery, labModelsQuery, modelsQuery, type Adapter, type Model } from './model-queries.ts';

function Models({ models, adapters }: { models: readonly Model[]; adapters: readonly Adapter[] }): ReactElement {
  const { data: known = [] } = useQuery(labModelsQuery);
  const bases = models.filter(({ parent }) => !parent);
  const elsewhere = adapters.filter(({ base }) => !bases.some(({ id }) => id === base));
  return (
    <>
      <Section title={said.list}>
        {bases.length === 0 && (
          <Empty icon={Box} title={said.none}>
            <p>
              {said.noneHint} <code>tuneloop pull</code>
            </p>
          </Empty>
        )}
        <ul className="space-y-3">
          {bases.map((model) => {
            const own = adapters.filter(({ base }) => base === model.id);
            return (
              <li key={model.id}>
                <ModelCard
                  model={model}
                  known={known.find(({ key }) => key === model.id)}
                  isDefault={model === models[0]}
                >
                  {own.length > 0 && (
                    <div className="mt-4 border-t border-line pt-3">
                      <h4 className="text-sm font-medium text-muted">{said.adapters.title}</h4>
                      <AdapterList label={said.adapters.title} adapters={own} />
                    </div>
                  )}
                </ModelCard>
              </li>
            );
          })}
        </ul>
      </Section>
      {adapters.length === 0 && <p className="text-sm text-muted">{said.adapters.none}</p>}
      {elsewhere.length > 0 && (
        <Section title={said.adapters.elsewhere} hint={said.adapters.elsewhereHint}>
          <AdapterList label={said.adapters.elsewhere} adapters={elsewhere} />
        </Section>
      )}
    </>
  );
}

/** The models and adapters of the server: how they are, what they take, load and unload, and how to get others. */
export function ModelsPage(): ReactElement {
  const { model, adapter } = useSearch({ from: '/models' });
  const navigate = useNavigate();
  const { data: models, error, refetch } = useQuery(modelsQuery);
  const { data: adapters = [] } = useQuery(adaptersQuery);
  const close = (): void => void navigate({ to: '/models', search: {} });
  return (
    <Page title={said.title} intro={said.intro}>
      <MemoryBars />
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!models && !error && <Loading />}
      {models && <Models models={models} adapters={adapters} />}
      <DownloadSection />
      {model !== undefined && <ModelDialog key={model} id={model} onClose={close} />}
      {adapter !== undefined && <AdapterDialog key={adapter} name={adapter} onClose={close} />}
    </Page>
  );
}
