import { DropdownMenu } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';

export interface MenuEntry {
  label: string;
  icon?: ReactNode;
  onSelect: () => void;
  isDangerous?: boolean;
  isChosen?: boolean;
}

/** A button with a menu. Not modal: what that needs of styles the page's policy refuses. */
export function Menu({
  trigger,
  entries,
  align = 'end',
}: {
  trigger: ReactElement;
  entries: readonly MenuEntry[];
  /** Which edges of the two are in line. */
  align?: 'start' | 'end';
}): ReactElement {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 min-w-44 rounded-xl border border-line bg-raised p-1 shadow-lg"
        >
          {entries.map(({ label, icon, onSelect, isDangerous, isChosen }) => (
            <DropdownMenu.Item
              key={label}
              onSelect={onSelect}
              className={`flex min-h-9 items-center gap-2 rounded-lg px-3 text-sm outline-none data-highlighted:bg-accent-soft ${isDangerous ? 'text-danger' : ''} ${isChosen ? 'font-semibold' : ''}`}
            >
              {icon}
              {label}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
