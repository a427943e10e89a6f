import { Outlet } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { lazy, Suspense, useEffect, useState, type ReactElement } from 'react';
import { text } from '../text/text.ts';
import { IconButton } from '../ui/button.tsx';
import { NoticeList } from '../ui/notice-list.tsx';
import { ConnectionState } from './connection.tsx';
import { Navigation } from './navigation.tsx';
import { SignInDialog } from './sign-in-dialog.tsx';
import { ThemeMenu } from './theme-menu.tsx';

const CommandPalette = lazy(async () => ({ default: (await import('./command-palette.tsx')).CommandPalette }));

/** What is around every page. */
export function Shell(): ReactElement {
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  useEffect(() => {
    const open = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setPaletteOpen(true);
    };
    addEventListener('keydown', open);
    return () => removeEventListener('keydown', open);
  }, []);
  return (
    <div className="flex h-full flex-col">
      <a
        href="#content"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('content')?.focus();
        }}
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-lg focus:bg-raised focus:p-2"
      >
        {text.skip}
      </a>
      <header className="flex items-center gap-3 border-b border-line px-3 py-1.5">
        <p className="font-semibold max-lg:sr-only">{text.product}</p>
        <Navigation />
        <div className="flex min-w-0 flex-1 justify-end">
          <ConnectionState />
        </div>
        <div className="flex">
          <IconButton label={`${text.palette.open} (Ctrl+K)`} onClick={() => setPaletteOpen(true)}>
            <Search size={18} aria-hidden />
          </IconButton>
          <ThemeMenu />
        </div>
      </header>
      <div id="content" tabIndex={-1} className="min-h-0 flex-1 outline-none">
        <Outlet />
      </div>
      {isPaletteOpen && (
        <Suspense>
          <CommandPalette onClose={() => setPaletteOpen(false)} />
        </Suspense>
      )}
      <SignInDialog />
      <NoticeList />
    </div>
  );
}
