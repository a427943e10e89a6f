import { useEffect, useState } from 'react';
import { emptyForm, type TrainingForm } from './training-form.ts';

const name = 'tuneloop-training-draft';

function storedForm(): TrainingForm {
  try {
    return { ...emptyForm, ...(JSON.parse(sessionStorage.getItem(name) ?? '{}') as Partial<TrainingForm>) };
  } catch {
    return emptyForm;
  }
}

/** A form that survives a reload. What the address says counts before what was written. */
export function useDraftForm(
  given: Partial<TrainingForm>,
): [TrainingForm, (change: Partial<TrainingForm>) => void, () => void] {
  const [form, setForm] = useState<TrainingForm>(() => ({ ...storedForm(), ...given }));
  useEffect(() => sessionStorage.setItem(name, JSON.stringify(form)), [form]);
  const forget = (): void => {
    sessionStorage.removeItem(name);
  };
  return [form, (change) => setForm((before) => ({ ...before, ...change })), forget];
}
