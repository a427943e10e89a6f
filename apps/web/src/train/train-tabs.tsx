import type { ReactElement } from 'react';
import { trainText } from '../text/en/train.ts';
import { Tabs } from '../ui/tabs.tsx';

const tabs = [
  { to: '/train', label: trainText.tabs.runs },
  { to: '/train/adapters', label: trainText.tabs.adapters },
] as const;

export function TrainTabs(): ReactElement {
  return <Tabs label={trainText.tabs.label} tabs={tabs} />;
}
