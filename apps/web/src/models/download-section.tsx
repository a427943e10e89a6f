import { useQuery } from '@tanstack/react-query';
import { Download as DownloadIcon } from 'lucide-react';
import type { ReactElement } from 'react';
import { RequestProblem } from '../api/problem.ts';
import { modelsText } from '../text/en/models.ts';
import { Button } from '../ui/button.tsx';
import { Failure } from '../ui/failure.tsx';
import { Field, Input } from '../ui/field.tsx';
import { formText } from '../ui/form-text.ts';
import { Section } from '../ui/section.tsx';
import { DownloadRow } from './download-row.tsx';
import { recommendedQuery } from './model-queries.ts';
import { RecommendedModels } from './recommended-models.tsx';
import { useDownloads } from './use-downloads.ts';

const said = modelsText.downloads;

/** Models that are on their way, any other by its reference, and well known ones. */
export function DownloadSection(): ReactElement {
  const { downloads, error, isStarting, start, cancel, resume } = useDownloads();
  const { data: recommended = [] } = useQuery(recommendedQuery);
  if (error instanceof RequestProblem && error.status === 403) {
    return (
      <Section title={said.title}>
        <p className="text-sm text-muted">{said.forbidden}</p>
      </Section>
    );
  }
  return (
    <Section title={said.title} hint={said.hint}>
      {error !== null && <Failure error={error} />}
      <form
        className="flex flex-wrap items-start gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          start(formText(new FormData(event.currentTarget), 'reference'));
          event.currentTarget.reset();
        }}
      >
        <div className="min-w-0 grow basis-80">
          <Field label={said.reference} hint={said.referenceHint}>
            <Input
              name="reference"
              required
              placeholder={said.example}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
            />
          </Field>
        </div>
        <Button type="submit" look="primary" disabled={isStarting} className="sm:mt-6">
          <DownloadIcon size={16} aria-hidden />
          {said.start}
        </Button>
      </form>
      {downloads.length > 0 && (
        <ul aria-label={said.running} className="space-y-2">
          {downloads.map((download) => (
            <DownloadRow
              key={download.id}
              download={download}
              onCancel={() => cancel(download.id)}
              onResume={() => resume(download.id)}
            />
          ))}
        </ul>
      )}
      {recommended.length > 0 && <RecommendedModels models={recommended} downloads={downloads} onDownload={start} />}
    </Section>
  );
}
