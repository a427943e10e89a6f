/**
 * A name such that all spellings which some file system takes for the same become equal: case, Unicode's composed,
 * decomposed and compatible forms, characters that are not shown, and the dots and spaces that Windows drops at the end.
 * Only for refusing: on most file systems some of these spellings are different files.
 */
export function foldName(name: string): string {
  const folded = name
    .normalize('NFKC')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFC');
  const trimmed = folded.replace(/[. ]+$/u, '');
  return trimmed === '' ? folded : trimmed;
}
