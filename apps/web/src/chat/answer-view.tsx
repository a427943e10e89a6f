import { useNavigate } from '@tanstack/react-router';
import { GitFork, RefreshCw } from 'lucide-react';
import { memo, type ReactElement } from 'react';
import { text } from '../text/text.ts';
import { IconButton } from '../ui/button.tsx';
import { notify, notifyProblem } from '../ui/notices.ts';
import { textOfParts } from './answer-part.ts';
import { AnswerParts } from './answer-parts.tsx';
import { askInstead, forkAt } from './ask.ts';
import type { AnswerItem } from './conversation-item.ts';
import type { Interaction } from './conversation-queries.ts';
import { Feedback } from './feedback.tsx';
import { judgementOf } from './judgement.ts';
import { conversationLink, LinkButton } from './link-button.tsx';
import type { Version } from './versions.ts';
import { VersionSwitch } from './version-switch.tsx';
import { CopyButton } from './markdown/code-block.tsx';

export interface AnswerViewProps {
  conversation: string;
  item: AnswerItem;
  facts: string | undefined;
  /** By which it is rated; none where nothing was recorded. */
  interaction: string | undefined;
  /** What is known of it, with its ratings. */
  recorded: Interaction | undefined;
  /** While another answer is being made nothing may be asked. */
  isBusy: boolean;
  version: Version | undefined;
}

/** An answer that is stored, and what can be done with it. */
export const AnswerView = memo(function AnswerView(props: AnswerViewProps): ReactElement {
  const { conversation, item, facts, interaction, recorded, isBusy, version } = props;
  const { questionId, question } = item;
  const navigate = useNavigate();
  const fork = async (): Promise<void> => {
    try {
      const id = await forkAt(conversation, item.id);
      await navigate({ to: '/chat/$id', params: { id } });
      notify(text.chat.forked);
    } catch (error) {
      notifyProblem(error);
    }
  };
  return (
    <article aria-label={text.chat.model} className="assistant">
      <div className="answer-text">
        <AnswerParts parts={item.parts} isLive={false} />
      </div>
      <footer className="mt-1 flex flex-wrap items-center gap-1 text-muted">
        {facts && <p className="facts mr-2 text-xs">{facts}</p>}
        {version && <VersionSwitch conversation={conversation} version={version} isBusy={isBusy} />}
        <CopyButton content={textOfParts(item.parts)} label={text.chat.copy} />
        {questionId !== undefined && (
          <IconButton
            label={text.chat.regenerate}
            disabled={isBusy}
            onClick={() => void askInstead(conversation, questionId, question)}
          >
            <RefreshCw size={16} aria-hidden />
          </IconButton>
        )}
        <IconButton label={text.chat.fork} onClick={() => void fork()}>
          <GitFork size={16} aria-hidden />
        </IconButton>
        <LinkButton label={text.chat.links.answer} link={conversationLink(conversation, item.id)} />
        {interaction !== undefined && (
          <Feedback
            key={interaction}
            interaction={interaction}
            conversation={conversation}
            judgement={judgementOf(recorded)}
            answer={textOfParts(item.parts)}
          />
        )}
      </footer>
    </article>
  );
});
