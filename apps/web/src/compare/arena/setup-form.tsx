import { Swords } from 'lucide-react';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { keepDraft, readDraft } from '../../chat/drafts.ts';
import { compareText } from '../../text/en/compare.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Field, inputLook } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { keepArenaSettings, readArenaSettings } from './arena-settings.ts';
import { anyModel, drawContestants, namesToChoose, type Contestants } from './contestants.ts';
import type { RoundQuestion } from './round-request.ts';
import { SettingsFields } from './settings-fields.tsx';

const said = compareText.setup;

/** The question that was not answered yet, under which it is kept in this browser. */
export const questionDraft = '#compare';

/** Who is asked, and what. */
export function SetupForm({
  contestants,
  models,
  onContestants,
  onAsk,
}: {
  contestants: Contestants;
  models: readonly string[];
  onContestants: (contestants: Contestants) => void;
  onAsk: (asked: RoundQuestion) => void;
}): ReactElement {
  const [question, setQuestion] = useState(() => readDraft(questionDraft));
  const [settings, setSettings] = useState(readArenaSettings);
  const input = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (!matchMedia('(pointer: coarse)').matches) input.current?.focus();
  }, []);
  const choices = [
    ...namesToChoose(models, contestants).map((model) => ({ value: model, label: model })),
    ...(models.length > 1 ? [{ value: anyModel, label: said.random }] : []),
  ];
  const submit = (): void => {
    if (question.trim() === '') return;
    const [one, other] = drawContestants(contestants, models);
    const { system, maxTokens, firstTemperature, secondTemperature } = settings;
    onAsk({
      question: question.trim(),
      system,
      maxTokens,
      sides: [
        { model: one, temperature: firstTemperature },
        { model: other, temperature: secondTemperature },
      ],
    });
  };
  const { first, second } = contestants;
  return (
    <Card className="mx-auto max-w-3xl">
      <form
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label={said.first}>
            <Select
              value={first}
              choices={choices}
              onChoose={(value) => onContestants({ ...contestants, first: value })}
            />
          </Field>
          <Field label={said.second}>
            <Select
              value={second}
              choices={choices}
              onChoose={(value) => onContestants({ ...contestants, second: value })}
            />
          </Field>
        </div>
        {first === second && first !== anyModel && <p className="text-sm text-muted">{said.drafts}</p>}
        <textarea
          ref={input}
          aria-label={said.question}
          placeholder={said.placeholder}
          rows={3}
          value={question}
          onChange={({ target: { value } }) => {
            setQuestion(value);
            keepDraft(questionDraft, value);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            submit();
          }}
          className={`${inputLook} field-sizing-content max-h-60 min-h-20 resize-none`}
        />
        <SettingsFields
          settings={settings}
          onChange={(changed) => {
            setSettings(changed);
            keepArenaSettings(changed);
          }}
        />
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="max-w-md text-xs text-muted">{said.blind}</p>
          <Button type="submit" look="primary" disabled={question.trim() === ''}>
            <Swords size={16} aria-hidden />
            {said.submit}
          </Button>
        </div>
      </form>
    </Card>
  );
}
