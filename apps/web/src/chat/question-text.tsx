import type { ReactElement } from 'react';
import { text } from '../text/text.ts';
import { piecesOf } from './attached-text.ts';
import { AttachedFile } from './attached-file.tsx';
import { useCut } from './markdown/as-written.tsx';
import type { Question } from './question.ts';

function Words({ content }: { content: string }): ReactElement {
  const { cut, more } = useCut(content);
  return (
    <div className="max-w-[85%] rounded-2xl bg-accent-soft px-4 py-2">
      <p className="question-text break-words whitespace-pre-wrap">{cut}</p>
      {more}
    </div>
  );
}

/** What a person asked: words as they were written, files folded, images. */
export function QuestionText({ question }: { question: Question }): ReactElement {
  return (
    <>
      {piecesOf(question.text).map((piece, index) =>
        piece.kind === 'text' ? (
          // A question does not change in place.
          // oxlint-disable-next-line react/no-array-index-key
          <AttachedFile key={index} file={piece} />
        ) : (
          // oxlint-disable-next-line react/no-array-index-key
          <Words key={index} content={piece.text} />
        ),
      )}
      {question.images.length > 0 && (
        <div className="mt-1 flex max-w-[85%] flex-wrap justify-end gap-2">
          {question.images.map((url, index) => (
            <img
              // oxlint-disable-next-line react/no-array-index-key
              key={index}
              // What is stored may come from elsewhere; nothing is ever fetched for it.
              src={/^data:image\//i.test(url) ? url : undefined}
              alt={text.chat.attachments.image(index + 1)}
              className="max-h-64 max-w-full rounded-xl border border-line"
            />
          ))}
        </div>
      )}
    </>
  );
}
