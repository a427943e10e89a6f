import type { ReactElement } from 'react';
import { dataText as said } from '../text/en/data.ts';
import { Tabs } from '../ui/tabs.tsx';

const tabs = [
  { to: '/data', label: said.tabs.interactions },
  { to: '/data/datasets', label: said.tabs.datasets },
] as const;

export function DataTabs(): ReactElement {
  return <Tabs label={said.title} tabs={tabs} />;
}
