import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import { Menu as MenuIcon } from 'lucide-react';
import type { ReactElement } from 'react';
import { text } from '../text/text.ts';
import { Button } from '../ui/button.tsx';
import { Menu } from '../ui/menu.tsx';
import { pages, type AppPage } from './pages.ts';

function isAt(pathname: string, { path }: AppPage): boolean {
  return path === '/' ? pathname === '/' || pathname.startsWith('/chat/') : pathname.startsWith(path);
}

/** The pages: side by side, as pictures alone where that is too wide, and as a menu on a phone. */
export function Navigation(): ReactElement {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const current = pages.find((page) => isAt(pathname, page));
  return (
    <nav aria-label={text.navigation.label} className="flex gap-1">
      <div className="md:hidden">
        <Menu
          align="start"
          trigger={
            <Button look="quiet" className="min-h-11 px-2!">
              <MenuIcon size={18} aria-hidden />
              <span className="sr-only">{text.navigation.menu}: </span>
              {current?.label}
            </Button>
          }
          entries={pages.map((page) => ({
            label: page.label,
            icon: <page.icon size={18} aria-hidden />,
            isChosen: page === current,
            onSelect: () => void navigate({ to: page.path }),
          }))}
        />
      </div>
      {pages.map((page) => (
        <Link
          key={page.path}
          to={page.path}
          aria-current={page === current ? 'page' : undefined}
          activeProps={{}}
          title={page.label}
          className="flex min-h-9 items-center gap-2 rounded-lg px-2 text-sm font-medium text-muted hover:bg-accent-soft hover:text-ink max-md:hidden aria-[current=page]:bg-accent-soft aria-[current=page]:text-ink pointer-coarse:min-h-11 pointer-coarse:min-w-11 pointer-coarse:justify-center"
        >
          <page.icon size={18} aria-hidden />
          <span className="max-lg:sr-only">{page.label}</span>
        </Link>
      ))}
    </nav>
  );
}
