import type { ReactElement, ReactNode } from 'react';
import { compareText as said } from '../text/en/compare.ts';
import { Page } from '../ui/page.tsx';
import { Tabs } from '../ui/tabs.tsx';

const tabs = [
  { to: '/compare', label: said.arena },
  { to: '/compare/queue', label: said.queue },
  { to: '/compare/leaderboard', label: said.leaderboard },
] as const;

/** The frame of the three parts of the page. */
export function ComparePage({ children }: { children: ReactNode }): ReactElement {
  return (
    <Page title={said.title} intro={said.intro} width="wide">
      <Tabs label={said.parts} tabs={tabs} />
      {children}
    </Page>
  );
}
