import type { ReactElement } from 'react';
import type { Judgement } from '../../chat/judgement.ts';
import { StarField } from '../../chat/star-field.tsx';
import { TagField } from '../../chat/tag-field.tsx';
import { compareText } from '../../text/en/compare.ts';
import { Checkbox, Field, Input, TextArea } from '../../ui/field.tsx';
import { KeyHints } from './key-hint.tsx';

const said = compareText.annotate;

/** What can be said of the answer beside a thumb. */
export function JudgementPanel({
  judgement,
  isQuick,
  onChange,
  onQuick,
}: {
  judgement: Judgement;
  isQuick: boolean;
  onChange: (judgement: Judgement) => void;
  onQuick: (isQuick: boolean) => void;
}): ReactElement {
  return (
    // What has the focus is not behind the bar below.
    <div className="space-y-3 rounded-xl border border-line bg-panel p-4 [&_input]:scroll-mb-36 [&_summary]:scroll-mb-36 [&_textarea]:scroll-mb-36">
      <StarField value={judgement.score} onChange={(score) => onChange({ ...judgement, score })} />
      <TagField value={judgement.tags} onChange={(tags) => onChange({ ...judgement, tags })} />
      <Field label={said.comment}>
        <Input
          data-key="comment"
          autoComplete="off"
          maxLength={10_000}
          value={judgement.comment}
          onChange={({ target }) => onChange({ ...judgement, comment: target.value })}
        />
      </Field>
      <Field label={said.correction}>
        <TextArea
          data-key="correction"
          rows={judgement.correction === '' ? 2 : 6}
          value={judgement.correction}
          onChange={({ target }) => onChange({ ...judgement, correction: target.value })}
        />
      </Field>
      <Checkbox label={said.quick} checked={isQuick} onChange={({ target: { checked } }) => onQuick(checked)} />
      <KeyHints />
    </div>
  );
}
