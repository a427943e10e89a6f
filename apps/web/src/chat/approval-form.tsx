import { useState, type ReactElement } from 'react';
import { text } from '../text/text.ts';
import { Button } from '../ui/button.tsx';
import { Input } from '../ui/field.tsx';
import type { AnswerPart, PendingCall } from './answer-part.ts';
import { runs } from './app-runs.ts';
import type { StoredMessage } from './conversation-item.ts';
import { Verbatim } from './tool-view.tsx';
import { visibleText } from './visible-text.ts';

const said = text.chat.approval;

export interface WaitingTurn {
  turn_id: string;
  calls: readonly PendingCall[];
}

function effectsOf({ effects }: PendingCall): string {
  if (!effects) return '';
  const names = Object.entries(said.effects).map(([name, label]) =>
    effects[name as keyof typeof effects] ? label : '',
  );
  return names.filter(Boolean).join(', ');
}

const asPart = ({ id, name, arguments: written }: PendingCall): AnswerPart => {
  return { type: 'tool', id, name, arguments: written };
};

/** Calls that wait for a person, each of which is approved or refused. */
export function ApprovalForm({
  conversation,
  turn,
  before,
}: {
  conversation: string;
  turn: WaitingTurn;
  before: readonly StoredMessage[];
}): ReactElement {
  const [refused, setRefused] = useState<Readonly<Record<string, string>>>({});
  const decide = (decisions: Record<string, 'approve' | 'refuse' | { refuse: string }>): void => {
    void runs.resume(conversation, { id: turn.turn_id, parts: turn.calls.map(asPart), before }, decisions);
  };
  const submit = (): void => {
    decide(
      Object.fromEntries(
        turn.calls.map(({ id }) => {
          const reason = refused[id];
          return [id, reason === undefined ? 'approve' : reason.trim() === '' ? 'refuse' : { refuse: reason.trim() }];
        }),
      ),
    );
  };
  return (
    <section aria-label={said.title} className="mx-auto my-2 w-full max-w-3xl px-4">
      <div className="space-y-3 rounded-2xl border-2 border-warning bg-raised p-4">
        <h2 className="font-semibold">{said.title}</h2>
        {turn.calls.map((call) => (
          <fieldset key={call.id} className="space-y-2">
            <legend className="font-mono text-sm font-semibold">{visibleText(call.name)}</legend>
            <p className="text-sm text-muted">
              {visibleText([call.reason, effectsOf(call)].filter(Boolean).join(' · '))}
            </p>
            <Verbatim title={text.chat.tool.arguments} content={call.arguments} />
            <label className="flex min-h-9 items-center gap-2 text-sm">
              <input
                type="checkbox"
                className="size-4 accent-(--accent)"
                checked={refused[call.id] !== undefined}
                onChange={({ target: { checked } }) => {
                  const { [call.id]: _reason, ...others } = refused;
                  setRefused(checked ? { ...others, [call.id]: '' } : others);
                }}
              />
              {said.refuse} {visibleText(call.name)}
            </label>
            {refused[call.id] !== undefined && (
              <Input
                aria-label={said.reason}
                placeholder={said.reason}
                value={refused[call.id]}
                onChange={({ target: { value } }) => setRefused({ ...refused, [call.id]: value })}
              />
            )}
          </fieldset>
        ))}
        <div className="flex justify-end gap-2">
          <Button
            look="danger"
            onClick={() => decide(Object.fromEntries(turn.calls.map(({ id }) => [id, 'refuse' as const])))}
          >
            {said.refuse}
          </Button>
          <Button look="primary" onClick={submit}>
            {Object.keys(refused).length === 0 ? said.approve : said.submit}
          </Button>
        </div>
      </div>
    </section>
  );
}
