/** Links that look like buttons, of the looks that `Button` has. */
const shared =
  'inline-flex min-h-10 items-center justify-center gap-2 rounded-lg px-3 text-sm font-medium pointer-coarse:min-h-11';

export const primaryLink: string = `${shared} bg-accent text-on-accent hover:opacity-90`;
export const plainLink: string = `${shared} border border-control bg-raised hover:bg-panel`;
export const textLink = 'text-accent underline underline-offset-2 hover:no-underline';
