import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { modelsQuery, type Model } from '../models/model-queries.ts';
import { modelsText } from '../text/en/models.ts';
import { text } from '../text/text.ts';
import { changeChatSettings, useChatSettings } from './chat-settings.ts';

/** `base:adapter (loading, 40 %)` */
function labelOf({ id, status }: Model, isDefault: boolean): string {
  const name = isDefault ? text.chat.defaultModel(id) : id;
  if (!status || status.value === 'loaded') return name;
  const share = status.progress === undefined ? '' : `, ${Math.round(status.progress * 100)} %`;
  return `${name}: ${modelsText.states[status.value]}${share}`;
}

/** Which model or adapter answers; one that is not loaded is, when it is asked. */
export function ModelPicker(): ReactElement | null {
  const { data: models } = useQuery(modelsQuery);
  const { model } = useChatSettings();
  if (!models || models.length === 0) return null;
  const isKnown = models.some(({ id }) => id === model);
  return (
    <select
      aria-label={text.chat.modelPicker}
      value={isKnown ? model : ''}
      onChange={({ target: { value } }) => changeChatSettings({ model: value === '' ? undefined : value })}
      className="min-h-9 max-w-full truncate rounded-lg bg-raised px-1 text-sm text-muted pointer-coarse:min-h-11"
    >
      {models.map((listed, index) => (
        <option key={listed.id} value={index === 0 ? '' : listed.id}>
          {labelOf(listed, index === 0)}
        </option>
      ))}
    </select>
  );
}
