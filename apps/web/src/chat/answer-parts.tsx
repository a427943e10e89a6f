import type { ReactElement } from 'react';
import { text } from '../text/text.ts';
import type { AnswerPart } from './answer-part.ts';
import { Markdown } from './markdown/markdown.tsx';
import { ReasoningView } from './reasoning-view.tsx';
import { ToolView } from './tool-view.tsx';

function Part({ part, isGrowing }: { part: AnswerPart; isGrowing: boolean }): ReactElement {
  switch (part.type) {
    case 'text':
      return <Markdown text={part.text} isGrowing={isGrowing} />;
    case 'reasoning':
      return <ReasoningView part={part} isRunning={isGrowing} />;
    case 'tool':
      return <ToolView part={part} />;
    case 'limit':
      return <p className="text-sm text-warning">{text.chat.limit(part.iterations)}</p>;
    case 'skipped':
      return <p className="text-sm text-muted">{text.chat.skipped}</p>;
  }
}

export function AnswerParts({ parts, isLive }: { parts: readonly AnswerPart[]; isLive: boolean }): ReactElement {
  return (
    <>
      {parts.map((part, index) => (
        // Parts are only ever added, at the end.
        // oxlint-disable-next-line react/no-array-index-key
        <Part key={index} part={part} isGrowing={isLive && index === parts.length - 1} />
      ))}
    </>
  );
}
