import { useState, type ReactElement } from 'react';
import { Verbatim } from '../chat/tool-view.tsx';
import { visibleText } from '../chat/visible-text.ts';
import { dataText as said } from '../text/en/data.ts';
import { Button } from '../ui/button.tsx';
import type { Interaction } from './interaction-queries.ts';
import { MessageView } from './message-view.tsx';

/** Of a long conversation the end is shown at first. */
const shownMessages = 6;

/** What the model was given and what it said, in order. */
export function PromptView({ interaction: { prompt, message } }: { interaction: Interaction }): ReactElement {
  const [isWhole, setWhole] = useState(false);
  const messages = prompt?.type === 'messages' ? prompt.messages : [];
  const hidden = isWhole ? 0 : Math.max(0, messages.length - shownMessages);
  return (
    <>
      {hidden > 0 && <Button onClick={() => setWhole(true)}>{said.earlier(hidden)}</Button>}
      <ol className="space-y-2">
        {messages.slice(hidden).map((each, index) => (
          // Messages of a record stay where they are.
          // oxlint-disable-next-line react/no-array-index-key
          <MessageView key={index} message={each} />
        ))}
        {prompt?.type === 'text' && (
          <li>
            <Verbatim title={said.promptText} content={prompt.text} />
          </li>
        )}
        {prompt?.type === 'tokens' && (
          <li>
            <Verbatim title={said.promptTokens} content={prompt.tokens.join(' ')} />
          </li>
        )}
        {prompt?.type === 'infill' && (
          <li className="space-y-2">
            {prompt.files.map((file) => (
              <Verbatim key={file.name} title={visibleText(file.name)} content={file.text} />
            ))}
            <Verbatim title={said.prefix} content={prompt.prefix} />
            <Verbatim title={said.suffix} content={prompt.suffix} />
          </li>
        )}
        {message && <MessageView message={message} isAnswer />}
      </ol>
    </>
  );
}
