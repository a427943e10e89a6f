import { useMutation } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { api, dataOf, type Schemas } from '../api/client.ts';
import { modelsText } from '../text/en/models.ts';
import { formatNumber } from '../text/format.ts';
import { Button } from '../ui/button.tsx';
import { Field, Input } from '../ui/field.tsx';
import { notify, notifyProblem } from '../ui/notices.ts';

const said = modelsText.adapters;

/** How strongly the live version changes answers for which no adapter was chosen. */
export function AdapterScale({
  history: { name, version, default_scale: current },
  onChanged,
}: {
  history: Schemas['AdapterHistory'];
  onChanged: () => Promise<unknown>;
}): ReactElement | null {
  const [scale, setScale] = useState(String(current));
  const { mutate, isPending } = useMutation({
    mutationFn: (live: number) =>
      dataOf(
        api.POST('/v1/adapters/{name}/promote', {
          params: { path: { name } },
          body: { version: live, default_scale: Number(scale) },
        }),
      ),
    onSuccess: (promoted) => notify(said.scaleKept(name, formatNumber(promoted.default_scale))),
    onError: notifyProblem,
    onSettled: onChanged,
  });
  if (version === null) return null;
  return (
    <form
      className="flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        mutate(version);
      }}
    >
      <Field label={said.scale} hint={said.scaleHint}>
        <Input
          type="number"
          min={-10}
          max={10}
          step="any"
          required
          value={scale}
          onChange={(event) => setScale(event.target.value)}
        />
      </Field>
      <Button type="submit" className="mb-5" disabled={isPending}>
        {said.saveScale}
      </Button>
    </form>
  );
}
