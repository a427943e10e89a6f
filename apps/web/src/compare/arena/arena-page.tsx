import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { Box } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { keepDraft } from '../../chat/drafts.ts';
import { modelsQuery } from '../../models/model-queries.ts';
import { compareText } from '../../text/en/compare.ts';
import { Empty } from '../../ui/empty.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Loading } from '../../ui/loading.tsx';
import { ComparePage } from '../compare-page.tsx';
import { explained } from '../explained.ts';
import { comparisonQuery, verdictOf } from './comparison.ts';
import { chosenContestants, drawContestants } from './contestants.ts';
import { LiveRoundView } from './live-round-view.tsx';
import type { RoundQuestion } from './round-request.ts';
import { questionDraft, SetupForm } from './setup-form.tsx';
import { StoredRoundView } from './stored-round-view.tsx';
import { useRound } from './use-round.ts';

const said = compareText.setup;
const route = getRouteApi('/compare');

/** Two answers to one question, of which a person chooses without knowing whose they are. */
export function ArenaPage(): ReactElement {
  const { round, ...chosen } = route.useSearch();
  const navigate = useNavigate();
  const { live, ask, stop, clear } = useRound();
  const [failure, setFailure] = useState<unknown>();
  const [asked, setAsked] = useState<RoundQuestion>();
  const listed = useQuery(modelsQuery);
  const stored = useQuery({ ...comparisonQuery(round ?? ''), enabled: round !== undefined, staleTime: Infinity });

  const models = listed.data?.map(({ id }) => id) ?? [];
  const contestants = chosenContestants(chosen, models);
  const begin = async (request: RoundQuestion): Promise<void> => {
    setFailure(undefined);
    setAsked(request);
    keepDraft(questionDraft, request.question);
    try {
      const id = await ask(request);
      if (id === undefined) return;
      keepDraft(questionDraft, '');
      await navigate({ to: '/compare', search: { ...chosen, round: id } });
      clear();
    } catch (error) {
      setFailure(explained(error));
    }
  };
  const again = (question: string): void => {
    const [one, other] = drawContestants(contestants, models);
    const [first, second] = asked?.sides ?? [];
    void begin({
      ...asked,
      question,
      sides: [
        { ...first, model: one },
        { ...second, model: other },
      ],
    });
  };
  const leave = (): void => {
    void navigate({ to: '/compare', search: chosen });
  };

  if (listed.error) return <Framed problem={listed.error} onRetry={() => void listed.refetch()} />;
  if (!listed.data) return <Framed />;
  if (models.length === 0) {
    return (
      <ComparePage>
        <Empty icon={Box} title={said.noModels}>
          <Link to="/models" className="text-accent underline underline-offset-2">
            {said.getModels}
          </Link>
        </Empty>
      </ComparePage>
    );
  }
  if (live) {
    return (
      <ComparePage>
        <LiveRoundView live={live} onStop={stop} />
      </ComparePage>
    );
  }
  const comparison = round === undefined ? undefined : stored.data;
  const isPending = comparison !== undefined && verdictOf(comparison) === undefined;
  return (
    <ComparePage>
      {failure !== undefined && <Failure error={failure} />}
      {round !== undefined && stored.error && <Failure error={explained(stored.error)} />}
      {round !== undefined && stored.isLoading && <Loading />}
      {comparison && <StoredRoundView comparison={comparison} onSkip={leave} onAgain={again} />}
      {!isPending && !stored.isLoading && (
        <SetupForm
          key={round}
          contestants={contestants}
          models={models}
          onContestants={(changed) => void navigate({ to: '/compare', search: { round, ...changed }, replace: true })}
          onAsk={(request) => void begin(request)}
        />
      )}
    </ComparePage>
  );
}

function Framed({ problem, onRetry }: { problem?: unknown; onRetry?: () => void }): ReactElement {
  return (
    <ComparePage>{problem === undefined ? <Loading /> : <Failure error={problem} onRetry={onRetry} />}</ComparePage>
  );
}
