import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import type { ReactElement, ReactNode } from 'react';
import { storedKey } from '../api/api-key.ts';
import { signOut } from '../api/sign-in.ts';
import { conversationsQuery } from '../chat/conversation-queries.ts';
import { text } from '../text/text.ts';
import { Dialog } from '../ui/dialog.tsx';
import { inputLook } from '../ui/field.tsx';
import { pages } from './pages.ts';
import { chooseTheme, themes } from './theme.ts';

const said = text.palette;
const groupLook =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted';

function Entry({
  value,
  onSelect,
  children,
}: {
  value: string;
  onSelect: () => void;
  children: ReactNode;
}): ReactElement {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex min-h-9 items-center truncate rounded-lg px-2 text-sm data-[selected=true]:bg-accent-soft"
    >
      {children}
    </Command.Item>
  );
}

/** Everything by keyboard: pages, conversations, themes. */
export function CommandPalette({ onClose }: { onClose: () => void }): ReactElement {
  const navigate = useNavigate();
  const { data } = useQuery(conversationsQuery(1));
  const run = (action: () => unknown) => () => {
    onClose();
    void action();
  };
  return (
    <Dialog title={said.title} onClose={onClose}>
      <Command label={said.title} className={groupLook}>
        <Command.Input placeholder={said.search} className={inputLook} data-autofocus />
        <Command.List className="mt-2 max-h-[50dvh] overflow-y-auto">
          <Command.Empty className="p-2 text-sm text-muted">{said.none}</Command.Empty>
          <Command.Group heading={said.pages}>
            {pages.map(({ path, label }) => (
              <Entry key={path} value={label} onSelect={run(() => navigate({ to: path }))}>
                {label}
              </Entry>
            ))}
          </Command.Group>
          <Command.Group heading={said.actions}>
            <Entry value={text.chat.newChat} onSelect={run(() => navigate({ to: '/' }))}>
              {text.chat.newChat}
            </Entry>
            {themes.map((theme) => (
              <Entry
                key={theme}
                value={`${text.theme.label} ${text.theme[theme]}`}
                onSelect={run(() => chooseTheme(theme))}
              >
                {text.theme.label}: {text.theme[theme]}
              </Entry>
            ))}
            {storedKey() !== undefined && (
              <Entry
                value={text.key.signOut}
                onSelect={run(() => {
                  signOut();
                  location.reload();
                })}
              >
                {text.key.signOut}
              </Entry>
            )}
          </Command.Group>
          <Command.Group heading={said.conversations}>
            {(data?.conversations ?? []).map(({ id, title }) => (
              <Entry
                key={id}
                value={`${title ?? text.chat.untitled} ${id}`}
                onSelect={run(() => navigate({ to: '/chat/$id', params: { id } }))}
              >
                {title ?? text.chat.untitled}
              </Entry>
            ))}
          </Command.Group>
        </Command.List>
      </Command>
    </Dialog>
  );
}
