import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { formatNumber } from '../../text/format.ts';
import { compareText } from '../../text/en/compare.ts';
import { notifyProblem } from '../../ui/notices.ts';
import { partsOfMessage } from '../message-parts.ts';
import { ChoiceBar } from './choice-bar.tsx';
import {
  comparisonQuery,
  nameOf,
  questionOf,
  temperatureOf,
  verdictOf,
  type Choice,
  type Comparison,
  type Draft,
} from './comparison.ts';
import { DraftPane } from './draft-pane.tsx';
import { RoundView } from './round-view.tsx';
import { VerdictView } from './verdict-view.tsx';

const said = compareText.round;

function useVerdict({ id }: Comparison): { isBusy: boolean; say: (verdict: Choice | 'withdrawn') => void } {
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: (verdict: Choice | 'withdrawn') => {
      const body = verdict === 'withdrawn' ? { withdraw: true } : { choice: verdict };
      const params = { path: { id } };
      return dataOf(api.POST('/v1/comparisons/{id}/choice', { params, body: { ...body, source: 'web' } }));
    },
    onSuccess: (comparison) => {
      queries.setQueryData(comparisonQuery(id).queryKey, comparison);
      void queries.invalidateQueries({ queryKey: ['statistics'] });
    },
    onError: notifyProblem,
  });
  return { isBusy: isPending, say: mutate };
}

function noteOf({ finish_reason: reason }: Draft, isEmpty: boolean): string | undefined {
  if (isEmpty) return said.noText;
  return reason === 'length' ? said.unfinished : undefined;
}

/** The model, and the temperature where somebody chose one. */
function described(draft: Draft): string | undefined {
  const name = nameOf(draft);
  const temperature = temperatureOf(draft);
  if (name === undefined || temperature === undefined) return name;
  return `${name}, ${said.temperature(formatNumber(temperature))}`;
}

/** A round whose answers are complete: before the choice without names, afterwards with them. */
export function StoredRoundView({
  comparison,
  onSkip,
  onAgain,
}: {
  comparison: Comparison;
  onSkip: () => void;
  onAgain: (question: string) => void;
}): ReactElement {
  const { isBusy, say } = useVerdict(comparison);
  const verdict = verdictOf(comparison);
  const question = questionOf(comparison);
  return (
    <>
      <RoundView question={question}>
        {comparison.drafts.map((draft, index) => {
          const parts = partsOfMessage(draft.message);
          return (
            <DraftPane
              key={draft.id}
              letter={'AB'[index] ?? ''}
              parts={parts}
              isChosen={verdict === (index === 0 ? 'left' : 'right')}
              name={described(draft)}
              note={noteOf(draft, parts.length === 0)}
            />
          );
        })}
      </RoundView>
      {verdict === undefined ? (
        <ChoiceBar key={comparison.id} isBusy={isBusy} onChoose={say} onSkip={onSkip} />
      ) : (
        <VerdictView
          comparison={comparison}
          verdict={verdict}
          onAgain={question === undefined ? undefined : () => onAgain(question)}
          onTakeBack={() => say('withdrawn')}
        />
      )}
    </>
  );
}
