import type { ReactElement } from 'react';
import { text } from '../text/text.ts';
import { piecesOf } from './attached-text.ts';
import { AttachedFile } from './attached-file.tsx';
import type { Question } from './question.ts';

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
          <p
            // oxlint-disable-next-line react/no-array-index-key
            key={index}
            className="question-text max-w-[85%] rounded-2xl bg-accent-soft px-4 py-2 break-words whitespace-pre-wrap"
          >
            {piece.text}
          </p>
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
