/** What the tools page says. */
export const toolsText = {
  title: 'Tools',
  empty: 'This server has no tools.',
  decisions: { allow: 'allowed', ask: 'asks first', deny: 'denied' },
};
