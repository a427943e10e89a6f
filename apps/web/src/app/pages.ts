import { Box, Database, GraduationCap, MessageSquare, Scale, Server, Wrench, type LucideIcon } from 'lucide-react';
import { text } from '../text/text.ts';

export interface AppPage {
  path: '/' | '/compare' | '/data' | '/models' | '/tools' | '/train' | '/server';
  label: string;
  icon: LucideIcon;
}

/** What the navigation and the palette offer. */
export const pages: readonly AppPage[] = [
  { path: '/', label: text.navigation.chat, icon: MessageSquare },
  { path: '/compare', label: text.navigation.compare, icon: Scale },
  { path: '/data', label: text.navigation.data, icon: Database },
  { path: '/train', label: text.navigation.train, icon: GraduationCap },
  { path: '/models', label: text.navigation.models, icon: Box },
  { path: '/tools', label: text.navigation.tools, icon: Wrench },
  { path: '/server', label: text.navigation.server, icon: Server },
];
