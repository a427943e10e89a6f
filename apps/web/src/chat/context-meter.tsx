import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { formatNumber } from '../text/format.ts';
import { text } from '../text/text.ts';
import { contextFill } from './context-fill.ts';
import { interactionsQuery } from './conversation-queries.ts';
import { weightsOf } from './model-state.ts';
import { useChosenModel } from './use-chosen-model.ts';

const nearlyFull = 0.8;

/** How much of the model's context the conversation takes. */
export function ContextMeter({ conversation }: { conversation: string }): ReactElement | null {
  const { models, chosen } = useChosenModel();
  const { data: interactions = [] } = useQuery(interactionsQuery(conversation));
  const size = chosen && (chosen.max_model_len ?? weightsOf(chosen, models).max_model_len);
  const fill = contextFill(interactions, size);
  if (!fill) return null;
  const share = fill.used / fill.size;
  const said = text.chat.contextFill(formatNumber(fill.used), formatNumber(fill.size), Math.round(share * 100));
  return (
    <p
      title={share > nearlyFull ? text.chat.contextNearlyFull : text.chat.contextHint}
      className={`flex items-center gap-2 text-xs ${share > nearlyFull ? 'text-warning' : 'text-muted'}`}
    >
      <span aria-hidden className="h-1.5 w-12 overflow-hidden rounded-full bg-line">
        <span
          className="block h-full rounded-full bg-current"
          style={{ width: `${Math.min(100, Math.max(2, share * 100))}%` }}
        />
      </span>
      {said}
    </p>
  );
}
