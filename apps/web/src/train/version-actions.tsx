import { Link } from '@tanstack/react-router';
import { useState, type ReactElement } from 'react';
import { trainText } from '../text/en/train.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { plainLink } from './link-look.ts';
import type { AdapterVersion } from './train-queries.ts';
import { useAdapterAction, type AdapterAction } from './use-adapter-action.ts';

const said = trainText.adapters;

interface Question {
  title: string;
  hint: string;
  label: string;
  action: AdapterAction;
}

/** What can be done with a version: only what it allows, and what cannot be taken back asks first. */
export function VersionActions({
  name,
  version,
  canRollBack = false,
  canRemove = true,
}: {
  name: string;
  version: Pick<AdapterVersion, 'version' | 'state' | 'reasons'>;
  /** There is something to go back to. */
  canRollBack?: boolean;
  canRemove?: boolean;
}): ReactElement {
  const { mutate, isPending } = useAdapterAction(name);
  const [question, setQuestion] = useState<Question>();
  const { version: number, state } = version;
  const isLive = state === 'live';
  const promote = (): void => {
    if (state !== 'refused') return mutate({ type: 'promote', version: number });
    setQuestion({
      title: said.promoteTitle(number),
      hint: version.reasons.join(' '),
      label: said.promoteAnyway,
      action: { type: 'promote', version: number, force: true },
    });
  };
  const shared = { disabled: isPending };
  return (
    <div className="flex flex-wrap gap-2">
      {!isLive && (
        <Button {...shared} aria-label={`${said.promote}: ${said.version(number)}`} onClick={promote}>
          {said.promote}
        </Button>
      )}
      {isLive && canRollBack && (
        <Button
          {...shared}
          onClick={() =>
            setQuestion({
              title: said.rollbackTitle,
              hint: said.rollbackHint,
              label: said.rollback,
              action: { type: 'rollback' },
            })
          }
        >
          {said.rollback}
        </Button>
      )}
      {isLive && (
        <Button
          {...shared}
          onClick={() =>
            setQuestion({
              title: said.retireTitle(name),
              hint: said.retireHint,
              label: said.retire,
              action: { type: 'retire' },
            })
          }
        >
          {said.retire}
        </Button>
      )}
      <Link
        to="/train/new"
        search={{ continueFrom: `${name}@${number}` }}
        aria-label={`${said.goOn}: ${said.version(number)}`}
        className={plainLink}
      >
        {said.goOn}
      </Link>
      {!isLive && canRemove && (
        <Button
          {...shared}
          look="danger"
          aria-label={`${said.remove}: ${said.version(number)}`}
          onClick={() =>
            setQuestion({
              title: said.removeTitle(number),
              hint: said.removeHint,
              label: said.remove,
              action: { type: 'remove', version: number },
            })
          }
        >
          {said.remove}
        </Button>
      )}
      {question && (
        <ConfirmDialog
          title={question.title}
          hint={question.hint}
          action={question.label}
          onConfirm={() => mutate(question.action)}
          onClose={() => setQuestion(undefined)}
        />
      )}
    </div>
  );
}
