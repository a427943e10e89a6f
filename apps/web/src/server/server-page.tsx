import type { ReactElement, ReactNode } from 'react';
import { serverText as said } from '../text/en/server.ts';
import { Page } from '../ui/page.tsx';
import { Tabs } from '../ui/tabs.tsx';

const tabs = [
  { to: '/server', label: said.live.tab },
  { to: '/server/keys', label: said.keys.tab },
  { to: '/server/configuration', label: said.configuration.tab },
  { to: '/server/logs', label: said.logs.tab },
] as const;

/** The frame of the four parts of the page. */
export function ServerPage({ actions, children }: { actions?: ReactNode; children: ReactNode }): ReactElement {
  return (
    <Page title={said.title} intro={said.intro} actions={actions} width="wide">
      <Tabs label={said.parts} tabs={tabs} />
      {children}
    </Page>
  );
}
