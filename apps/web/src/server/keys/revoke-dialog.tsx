import { TriangleAlert } from 'lucide-react';
import type { ReactElement } from 'react';
import { serverText } from '../../text/en/server.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { consequenceOfRevoking } from './consequence.ts';
import type { ApiKey, KeyList } from './key-queries.ts';

const said = serverText.keys;

/** Asks before a key goes, and says what that means for the server and for whoever asks. */
export function RevokeDialog({
  list,
  apiKey,
  onConfirm,
  onClose,
}: {
  list: KeyList;
  apiKey: ApiKey;
  /** @param mayLockOut that nobody may administer it after that was said. */
  onConfirm: (mayLockOut: boolean) => void;
  onClose: () => void;
}): ReactElement {
  const consequence = consequenceOfRevoking(list, apiKey.id);
  const warnings = [
    ...(consequence ? [said.consequences[consequence]] : []),
    ...(apiKey.current && consequence !== 'opens' ? [said.current_one] : []),
  ];
  return (
    <ConfirmDialog
      title={said.revokeTitle(apiKey.name)}
      hint={said.revokeHint}
      action={said.revoke}
      onConfirm={() => onConfirm(consequence === 'locks-out' || consequence === 'shuts-out')}
      onClose={onClose}
    >
      {warnings.map((warning) => (
        <p key={warning} className="mt-2 flex gap-2 rounded-lg border border-warning p-3 text-sm">
          <TriangleAlert size={18} aria-hidden className="mt-0.5 shrink-0 text-warning" />
          {warning}
        </p>
      ))}
    </ConfirmDialog>
  );
}
