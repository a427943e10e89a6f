import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Markdown } from '../chat/markdown/markdown.tsx';
import { trainText } from '../text/en/train.ts';
import { Button } from '../ui/button.tsx';
import { Section } from '../ui/section.tsx';
import { saveText } from './save-text.ts';
import { reportQuery } from './train-queries.ts';

const said = trainText.report;

/** What the run says of itself: to read here, and to keep. */
export function RunReport({ id, name }: { id: string; name: string }): ReactElement | null {
  const { data } = useQuery({ ...reportQuery(id), retry: false });
  if (!data) return null;
  const { markdown, html } = data;
  return (
    <Section
      title={said.title}
      actions={
        <>
          <Button onClick={() => saveText(`${name}.md`, 'text/markdown', markdown)}>{said.markdown}</Button>
          {html !== null && <Button onClick={() => saveText(`${name}.html`, 'text/html', html)}>{said.html}</Button>}
        </>
      }
    >
      <details className="rounded-xl border border-line bg-panel p-4">
        <summary className="text-sm font-medium">{said.show}</summary>
        <div className="mt-3 overflow-x-auto text-sm">
          <Markdown text={markdown} />
        </div>
      </details>
    </Section>
  );
}
