import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useRouter } from '@tanstack/react-router';
import { ArrowLeft, Trash2 } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { Verbatim } from '../chat/tool-view.tsx';
import { visibleText } from '../chat/visible-text.ts';
import { dataText as said } from '../text/en/data.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Failure } from '../ui/failure.tsx';
import { Loading } from '../ui/loading.tsx';
import { notify, notifyProblem } from '../ui/notices.ts';
import { Page } from '../ui/page.tsx';
import { Section } from '../ui/section.tsx';
import { InteractionFacts } from './interaction-facts.tsx';
import { deleteInteraction, interactionQuery, type Interaction } from './interaction-queries.ts';
import { askedText } from './interaction-text.ts';
import { JudgementBadges } from './judgement-badges.tsx';
import { ParametersView } from './parameters-view.tsx';
import { PromptView } from './prompt-view.tsx';
import { RatingsView } from './ratings-view.tsx';
import { TokenView } from './token-view.tsx';

const titleLength = 60;

/** To the list as it was left, with its filters; to all of it for who came by a link. */
function Back(): ReactElement {
  const router = useRouter();
  return (
    <Link
      to="/data"
      onClick={(event) => {
        if (!router.history.canGoBack() || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        router.history.back();
      }}
      className="inline-flex min-h-9 items-center gap-1 text-sm font-medium text-accent underline-offset-2 hover:underline"
    >
      <ArrowLeft size={16} aria-hidden />
      {said.back}
    </Link>
  );
}

function DeleteButton({ id }: { id: string }): ReactElement {
  const [isAsking, setAsking] = useState(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const remove = async (): Promise<void> => {
    try {
      await deleteInteraction(id);
      await navigate({ to: '/data' });
      notify(said.deleted);
      queries.removeQueries({ queryKey: ['data', 'interaction', id] });
      void queries.invalidateQueries({ queryKey: ['data'] });
    } catch (error) {
      notifyProblem(error);
    }
  };
  return (
    <>
      <Button look="danger" onClick={() => setAsking(true)}>
        <Trash2 size={16} aria-hidden />
        {said.delete}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={said.deleteTitle}
          hint={said.deleteHint}
          action={said.delete}
          onConfirm={() => void remove()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

function Whole({ interaction }: { interaction: Interaction }): ReactElement {
  const { prompt, message, tokens, error } = interaction;
  const raw = JSON.stringify(interaction, undefined, 2);
  return (
    <>
      <p className="flex flex-wrap gap-1.5 empty:hidden">
        <JudgementBadges interaction={interaction} />
        {interaction.tags.map((tag) => (
          <Badge key={tag}>#{visibleText(tag)}</Badge>
        ))}
      </p>
      {error && <Failure error={new Error(visibleText(error.message))} />}
      <InteractionFacts interaction={interaction} />
      <Section title={said.conversation}>
        {prompt || message ? <PromptView interaction={interaction} /> : <p className="text-sm">{said.noTextHint}</p>}
      </Section>
      <Section title={said.tokens.title} hint={tokens ? said.tokens.hint : undefined}>
        {tokens && tokens.length > 0 ? (
          <TokenView tokens={tokens} />
        ) : (
          <p className="max-w-prose text-sm text-muted">
            {said.tokens.none} <code className="font-mono text-ink">TUNELOOP_RECORD_TOKENS=true</code>
            {said.tokens.noneEnd}
          </p>
        )}
      </Section>
      <Section title={said.judgements}>
        <RatingsView interaction={interaction} />
      </Section>
      <Section title={said.parameters}>
        <ParametersView interaction={interaction} />
      </Section>
      <Section title={said.raw} actions={<CopyButton value={raw} label={said.copyRaw} />}>
        <details>
          <summary className="min-h-9 py-1 text-sm">{said.showRaw}</summary>
          <Verbatim title={interaction.id} content={raw} />
        </details>
      </Section>
    </>
  );
}

/** One interaction: all that was recorded of it, and what people think of it. */
export function InteractionPage(): ReactElement {
  const { id } = useParams({ from: '/data/interactions/$id' });
  const { data, error, refetch } = useQuery(interactionQuery(id));
  const asked = data && visibleText(askedText(data) ?? '');
  const title = asked ? (asked.length > titleLength ? `${asked.slice(0, titleLength)}…` : asked) : said.interaction;
  return (
    <Page title={title} intro={<Back />} actions={data && <DeleteButton id={id} />}>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && <Whole interaction={data} />}
    </Page>
  );
}
