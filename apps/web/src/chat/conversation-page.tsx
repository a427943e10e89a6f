import { useQuery } from '@tanstack/react-query';
import { ScrollText } from 'lucide-react';
import { lazy, Suspense, useEffect, useState, type ReactElement, type ReactNode } from 'react';
import { messageOf } from '../api/problem.ts';
import { text } from '../text/text.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { notifyProblem } from '../ui/notices.ts';
import { AnswerView } from './answer-view.tsx';
import { ApprovalForm } from './approval-form.tsx';
import { withTimes } from './answer-part.ts';
import { Announcement } from './announcement.tsx';
import { ask, askInstead, stop } from './ask.ts';
import { Composer } from './composer.tsx';
import { ContextMeter } from './context-meter.tsx';
import { ConversationHeader } from './conversation-header.tsx';
import type { ConversationItem } from './conversation-item.ts';
import { interactionsQuery, waitingTurnsQuery } from './conversation-queries.ts';
import { factsOfAnswer, factsOfInteraction } from './facts.ts';
import { Greeting } from './greeting.tsx';
import { LiveAnswer } from './live-answer.tsx';
import { FindBar } from './find-bar.tsx';
import { drawnWhole, MessageLog } from './message-log.tsx';
import { ModelLoading } from './model-loading.tsx';
import { ModelPicker } from './model-picker.tsx';
import type { Question } from './question.ts';
import { QuestionView } from './question-view.tsx';
import { interactionOf } from './recorded-answers.ts';
import { useLinkedItem } from './use-linked-item.ts';
import { useVersions } from './use-versions.ts';
import { useFind } from './use-find.ts';
import { useConversation, type ConversationView } from './use-conversation.ts';

const PromptDialog = lazy(async () => ({ default: (await import('./prompt-dialog.tsx')).PromptDialog }));
const SettingsDialog = lazy(async () => ({ default: (await import('./settings-dialog.tsx')).SettingsDialog }));

/** One item of the log: stored, or being made. */
function useItem(id: string, view: ConversationView): (index: number) => ReactElement {
  const { items, run, isRunning } = view;
  const { questions, answers } = useVersions(view.conversation);
  const { data: interactions = [] } = useQuery({ ...interactionsQuery(id), enabled: Boolean(view.conversation) });
  const show = (item: ConversationItem, isLast: boolean): ReactElement => {
    if (item.kind === 'question') {
      const version = questions.get(item.id ?? '');
      return <QuestionView conversation={id} item={item} isBusy={isRunning} version={version} />;
    }
    const recorded = interactionOf(item, interactions);
    // Another tab may have asked since.
    const isOfRun = isLast && !isRunning && run?.before.at(-1)?.id === item.id;
    const answer = isOfRun ? run?.answer : undefined;
    const facts = answer ? factsOfAnswer(answer, run!) : recorded && factsOfInteraction(recorded);
    return (
      <AnswerView
        conversation={id}
        item={answer ? { ...item, parts: withTimes(item.parts, run!.parts) } : item}
        facts={facts}
        interaction={answer?.id ?? recorded?.request_id}
        recorded={recorded}
        isBusy={isRunning}
        version={answers.get(item.questionId ?? '')}
      />
    );
  };
  return (index) => {
    const item = items[index];
    return item ? show(item, index === items.length - 1) : <LiveAnswer run={run!} />;
  };
}

/** What keeps the last question from having an answer, and the way on. */
function Unanswered({ id, view }: { id: string; view: ConversationView }): ReactElement | null {
  const { items, run, isRunning, conversation } = view;
  const last = items.at(-1);
  if (isRunning || (!run?.problem && last?.kind !== 'question')) return null;
  const questionId = last?.kind === 'question' ? last.id : undefined;
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-wrap items-center gap-3 px-4 py-2" role="alert">
      <p className="min-w-0 flex-1 text-sm break-words text-danger">{run?.problem ?? text.chat.noAnswer}</p>
      {conversation && last?.kind === 'question' && questionId !== undefined && (
        <Button onClick={() => void askInstead(id, questionId, last.question)}>{text.chat.askAgain}</Button>
      )}
    </div>
  );
}

/** A conversation and what is written next in it. `isNew`: there is none with this id yet. */
export function ConversationPage({
  id,
  isNew,
  message,
  menu,
  onBegin,
}: {
  id: string;
  isNew: boolean;
  /** Id of a message that is looked at first. */
  message: string | undefined;
  /** What leads to the other conversations on a phone. */
  menu: ReactNode;
  onBegin: () => void;
}): ReactElement {
  const view = useConversation(id, isNew);
  const { conversation, items, run, isRunning, error } = view;
  const [isPromptOpen, setPromptOpen] = useState(false);
  const [isSettingsOpen, setSettingsOpen] = useState(false);
  const [unsent, setUnsent] = useState<Question>();
  const { data: turns = [] } = useQuery({ ...waitingTurnsQuery(id), enabled: Boolean(conversation) });
  const showItem = useItem(id, view);
  const count = items.length + (isRunning ? 1 : 0);
  const linked = useLinkedItem(view, message);
  const find = useFind(count > drawnWhole);
  /** `null`: a search has begun, and found nothing so far. */
  const [found, setFound] = useState<number | null>();

  useEffect(() => {
    if (!isRunning) return;
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !document.querySelector('dialog[open], [role=menu]')) stop(id);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [id, isRunning]);

  const send = (question: Question): void => {
    setUnsent(undefined);
    ask(id, question, isNew ? onBegin : undefined).catch((failure: unknown) => {
      notifyProblem(failure);
      setUnsent(question);
    });
  };
  return (
    <div className="flex h-full min-w-0 flex-1 flex-col">
      <ConversationHeader conversation={conversation} menu={menu}>
        <IconButton label={text.chat.showPrompt} onClick={() => setPromptOpen(true)}>
          <ScrollText size={16} aria-hidden />
        </IconButton>
      </ConversationHeader>
      {find.isOpen && <FindBar items={items} onGo={setFound} onClose={find.close} />}
      {error && (
        <p role="alert" className="p-4 text-danger">
          {text.chat.loadFailed} {messageOf(error)}
        </p>
      )}
      {count === 0 && (conversation !== undefined || isNew) ? (
        <Greeting isNew={isNew} />
      ) : (
        <MessageLog count={count} isBusy={isRunning} target={found === undefined ? linked : (found ?? undefined)}>
          {showItem}
        </MessageLog>
      )}
      <Announcement run={run} />
      {!isRunning &&
        turns.map((turn) => (
          <ApprovalForm key={turn.turn_id} conversation={id} turn={turn} before={conversation?.messages ?? []} />
        ))}
      {turns.length === 0 && <Unanswered id={id} view={view} />}
      <ModelLoading />
      <Composer
        draftOf={isNew ? undefined : id}
        isBusy={isRunning}
        givenBack={unsent ?? run?.unsent}
        onSend={send}
        onStop={() => stop(id)}
        onSettings={() => setSettingsOpen(true)}
      >
        <ModelPicker />
      </Composer>
      {conversation && (
        <div className="mx-auto -mt-1 w-full max-w-3xl px-5 pb-2">
          <ContextMeter conversation={id} />
        </div>
      )}
      {isPromptOpen && conversation && (
        <Suspense>
          <PromptDialog conversation={conversation} isBusy={isRunning} onClose={() => setPromptOpen(false)} />
        </Suspense>
      )}
      {isSettingsOpen && (
        <Suspense>
          <SettingsDialog conversation={conversation} onClose={() => setSettingsOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}
