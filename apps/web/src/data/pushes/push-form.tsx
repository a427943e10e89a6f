import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Send } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { pushesText as said } from '../../text/en/pushes.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { notifyProblem } from '../../ui/notices.ts';
import { Select } from '../../ui/select.tsx';
import { whereOf, type DataFilters } from '../filters.ts';
import { createPush, pushesQuery, type PushBody, type PushTarget } from './push-queries.ts';

const templates = ['pairwise', 'rating', 'correction'] as const;

/** How a service is made known to the server. */
function Missing({ missing }: { missing: readonly string[] }): ReactElement {
  return (
    <p className="text-sm text-muted">
      {said.missing}{' '}
      {missing.map((name, index) => (
        <span key={name}>
          {index > 0 && ', '}
          <code className="font-mono text-xs break-all text-ink">{name}</code>
        </span>
      ))}
      .
    </p>
  );
}

/** Sends what the filters leave to one service, or says what is missing for that. */
export function PushForm({ target, filters }: { target: PushTarget; filters: DataFilters }): ReactElement {
  const { name, url, configured, missing } = target;
  const queries = useQueryClient();
  const [template, setTemplate] = useState<(typeof templates)[number]>('pairwise');
  const [dataset, setDataset] = useState('tuneloop');
  const { mutate, isPending } = useMutation({
    mutationFn: createPush,
    onError: notifyProblem,
    onSuccess: () => queries.invalidateQueries(pushesQuery),
  });
  const submit = (): void => {
    const where = whereOf(filters);
    const body: PushBody =
      name === 'langfuse' ? { target: name, where, dataset: dataset.trim() } : { target: name, where, template };
    mutate(body);
  };
  return (
    <Card>
      <form action={submit} className="space-y-3">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <h3 className="font-semibold">{said.targets[name]}</h3>
          <Badge look={configured ? 'good' : 'plain'}>{configured ? said.configured : said.notConfigured}</Badge>
        </div>
        <p className="text-sm text-muted">{said.hints[name]}</p>
        {!configured && <Missing missing={missing} />}
        {configured && (
          <>
            {url && <p className="font-mono text-xs break-all text-muted">{url}</p>}
            {name === 'label-studio' ? (
              <Field label={said.template}>
                <Select
                  value={template}
                  choices={templates.map((value) => ({ value, label: said.templates[value] }))}
                  onChoose={setTemplate}
                />
              </Field>
            ) : (
              <Field label={said.dataset}>
                <Input
                  required
                  maxLength={200}
                  value={dataset}
                  autoComplete="off"
                  onChange={(event) => setDataset(event.target.value)}
                />
              </Field>
            )}
            <Button type="submit" disabled={isPending}>
              <Send size={16} aria-hidden />
              {said.send(said.targets[name])}
            </Button>
          </>
        )}
      </form>
    </Card>
  );
}
