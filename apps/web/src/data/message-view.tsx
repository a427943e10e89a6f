import type { ReactElement } from 'react';
import { contentText } from '../chat/conversation-item.ts';
import { Markdown } from '../chat/markdown/markdown.tsx';
import { Verbatim } from '../chat/tool-view.tsx';
import { visibleText } from '../chat/visible-text.ts';
import type { Schemas } from '../api/client.ts';
import { dataText as said } from '../text/en/data.ts';
import { text } from '../text/text.ts';
import { Badge } from '../ui/badge.tsx';

type Message = Schemas['Message'];

function asJson(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
}

function Contents({ message }: { message: Message }): ReactElement {
  const content = contentText(message.content);
  if (message.role === 'tool') return <Verbatim title={text.chat.tool.result} content={content} />;
  if (message.role !== 'assistant') {
    const images = Array.isArray(message.content)
      ? message.content.filter(({ type }) => type === 'image_url').length
      : 0;
    return (
      <>
        <p className="text-sm break-words whitespace-pre-wrap">{visibleText(content)}</p>
        {images > 0 && <p className="text-sm text-muted">{said.images(images)}</p>}
      </>
    );
  }
  const reasoning = message.reasoning_content ?? message.reasoning;
  return (
    <>
      {reasoning && (
        <details className="rounded-lg border border-line bg-page text-sm">
          <summary className="min-h-9 px-3 py-2 text-muted">{said.reasoning}</summary>
          <p className="px-3 pb-3 break-words whitespace-pre-wrap text-muted">{visibleText(reasoning)}</p>
        </details>
      )}
      {content !== '' && <Markdown text={content} />}
      {(message.tool_calls ?? []).map((call) => (
        <Verbatim
          key={call.id}
          title={text.chat.tool.called(visibleText(call.function.name))}
          content={asJson(call.function.arguments ?? '')}
        />
      ))}
    </>
  );
}

/** A message of a prompt, or the answer. */
export function MessageView({ message, isAnswer = false }: { message: Message; isAnswer?: boolean }): ReactElement {
  return (
    <li className={`space-y-2 rounded-xl border p-4 ${isAnswer ? 'border-accent bg-page' : 'border-line bg-panel'}`}>
      <Badge look={isAnswer ? 'good' : 'plain'}>{isAnswer ? said.answer : said.roles[message.role]}</Badge>
      <Contents message={message} />
    </li>
  );
}
