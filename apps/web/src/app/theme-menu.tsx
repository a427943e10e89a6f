import { Monitor, Moon, Sun } from 'lucide-react';
import type { ReactElement } from 'react';
import { text } from '../text/text.ts';
import { IconButton } from '../ui/button.tsx';
import { Menu } from '../ui/menu.tsx';
import { chooseTheme, themes, useTheme, type Theme } from './theme.ts';

const icons: Record<Theme, ReactElement> = {
  light: <Sun size={18} aria-hidden />,
  dark: <Moon size={18} aria-hidden />,
  system: <Monitor size={18} aria-hidden />,
};

export function ThemeMenu(): ReactElement {
  const current = useTheme();
  const entries = themes.map((theme) => ({
    label: text.theme[theme],
    icon: icons[theme],
    isChosen: theme === current,
    onSelect: () => chooseTheme(theme),
  }));
  return <Menu trigger={<IconButton label={text.theme.label}>{icons[current]}</IconButton>} entries={entries} />;
}
