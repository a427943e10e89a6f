/** What a person would hide and the detectors do not see. The guide lists it. */
export const knownMisses: readonly { what: string; text: string }[] = [
  { what: 'names, addresses and dates of birth', text: 'Grace Miller, 12 Elm Street, born 4 May 1975' },
  { what: 'addresses that are spelt out', text: 'write to grace dot miller at example dot com' },
  { what: 'national telephone numbers without a word for them', text: 'Grace: 415 555 0132' },
  { what: 'telephone numbers in words', text: 'call me: four one five, five five five, oh one three two' },
  { what: 'passwords of letters alone without quotes', text: 'my password is sunshine' },
  { what: 'passwords that nothing is said of', text: 'admin / hunter2' },
  { what: 'passphrases with spaces', text: 'the passphrase is correct horse battery staple' },
  { what: 'card numbers that are cut into lines', text: '4111 1111\n1111 1111' },
];
