import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, LockOpen, Plus } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { storeKey } from '../../api/api-key.ts';
import { signOut } from '../../api/sign-in.ts';
import { serverText } from '../../text/en/server.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Loading } from '../../ui/loading.tsx';
import { notify, notifyProblem } from '../../ui/notices.ts';
import { Section } from '../../ui/section.tsx';
import { ServerPage } from '../server-page.tsx';
import { EditKeyDialog } from './edit-key-dialog.tsx';
import { keysQuery, revokeKey, type ApiKey, type KeyList, type NewKey } from './key-queries.ts';
import { KeyTable } from './key-table.tsx';
import { MadeKey } from './made-key.tsx';
import { NewKeyDialog } from './new-key-dialog.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';

const said = serverText.keys;

function OpenServer(): ReactElement {
  return (
    <div className="flex gap-3 rounded-xl border border-warning p-4">
      <LockOpen size={20} aria-hidden className="mt-0.5 shrink-0 text-warning" />
      <div>
        <p className="font-medium">{said.open}</p>
        <p className="max-w-prose text-sm text-muted">{said.openHint}</p>
      </div>
    </div>
  );
}

interface Made {
  key: NewKey;
  isSignedIn: boolean;
}

function Keys({ list }: { list: KeyList }): ReactElement {
  const queries = useQueryClient();
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<Made>();
  const [changing, setChanging] = useState<ApiKey>();
  const [revoking, setRevoking] = useState<ApiKey>();
  const { mutate: revoke } = useMutation({
    mutationFn: ({ key, mayLockOut }: { key: ApiKey; mayLockOut: boolean }) => revokeKey(key.id, mayLockOut),
    onError: notifyProblem,
    onSuccess: (_, { key }) => {
      // What it is refused with is no news to whoever did it.
      if (key.current) signOut();
      notify(said.revoked(key.name));
    },
    onSettled: () => queries.invalidateQueries(keysQuery),
  });
  const keep = (key: NewKey): void => {
    // The server is closed from now on: the page goes on with the key that closed it.
    if (list.open) storeKey(key.key, { remember: false });
    setMade({ key, isSignedIn: list.open });
    setMaking(false);
    void queries.invalidateQueries(keysQuery);
  };
  return (
    <>
      {made && (
        <MadeKey key={made.key.id} made={made.key} isSignedIn={made.isSignedIn} onDone={() => setMade(undefined)} />
      )}
      {list.open && !made && <OpenServer />}
      <Section
        title={said.title}
        hint={list.configured_key ? `${said.hint} ${said.configured}` : said.hint}
        actions={
          <Button look="primary" onClick={() => setMaking(true)}>
            <Plus size={16} aria-hidden />
            {said.create}
          </Button>
        }
      >
        {list.data.length === 0 ? (
          <Empty icon={KeyRound} title={said.empty}>
            <p>{said.emptyHint}</p>
          </Empty>
        ) : (
          <KeyTable keys={list.data} onChange={setChanging} onRevoke={setRevoking} />
        )}
      </Section>
      {isMaking && <NewKeyDialog list={list} onMade={keep} onClose={() => setMaking(false)} />}
      {changing && (
        <EditKeyDialog
          apiKey={changing}
          onChanged={() => {
            notify(said.changed(changing.name));
            setChanging(undefined);
            void queries.invalidateQueries(keysQuery);
          }}
          onClose={() => setChanging(undefined)}
        />
      )}
      {revoking && (
        <RevokeDialog
          list={list}
          apiKey={revoking}
          onClose={() => setRevoking(undefined)}
          onConfirm={(mayLockOut) => revoke({ key: revoking, mayLockOut })}
        />
      )}
    </>
  );
}

/** Who may use the server. */
export function KeysPage(): ReactElement {
  const { data, error, refetch } = useQuery(keysQuery);
  return (
    <ServerPage>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && <Keys list={data} />}
    </ServerPage>
  );
}
