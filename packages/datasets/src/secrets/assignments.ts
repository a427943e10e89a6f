import { allMatches } from '../redaction/all-matches.ts';
import type { Finding } from '../redaction/finding.ts';
import type { Scan } from '../redaction/scan.ts';
import { isIdentifier, isPlaceholder } from './placeholder-values.ts';
import { looksRandom } from './randomness.ts';
import { keyWords, passwordWords } from './secret-words.ts';

const word = new RegExp(`(?<password>${passwordWords})|(?:${keyWords})`, 'giu');
/** What may stand between the word and its value; `rest` is more of the name: `SECRET_KEY_BASE`. */
const assignment =
  /(?<rest>[\w-]{0,24})[\])"'`*]{0,3}\s{0,3}(?:\([^()\n]{0,30}\)\s{0,2})?(?<sign>=>|:=|={1,2}|[:：＝]|(?:\p{L}{1,10} ){0,3}?(?:is|are|was|lautet|ist|war|est|es|era|è|jest|(?<=[łl]o )to|é|は|是|为|為|है|هي|هو)(?:[\s:：]|(?=[!-~])))\s{0,3}(?:\*\*\s{0,2})?/uy;
const value =
  /"(?<d>[^"\n]{1,200})"|'(?<s>[^'\n]{1,200})'|`(?<b>[^`\n]{1,200})`|[„“«「『](?<o>[^”“»」』\n]{1,200})[”“»」』]|(?<plain>(?:(?!&[\w[\].-]{1,32}=)[!-~]){1,300})/uy;
const endOfSentence = /(?:[.,;:?)\]}'"`]|\*\*)+$/;

/** What is given to a word for a password, or, looking random, to one for a key: `password = …`, `"api_key": "…"`. */
export function findAssignedSecrets(scan: Scan, found: Finding[]): void {
  const { text } = scan;
  for (const match of allMatches(word, text)) {
    assignment.lastIndex = match.index + match[0].length;
    const between = assignment.exec(text)?.groups;
    if (between === undefined) continue;
    value.lastIndex = assignment.lastIndex;
    const given = value.exec(text);
    if (given === null) continue;
    const quoted = given.groups?.['plain'] === undefined;
    const start = quoted ? given.index + 1 : given.index;
    const content = quoted ? given[0].slice(1, -1) : unquoted(given[0]);
    const isPassword = match.groups?.['password'] !== undefined;
    const assigned = /[=:：＝]/.test(between['sign'] ?? '');
    const plainly = isPassword && between['rest'] === '';
    if (!quoted && isIdentifier(content) && (plainly || /[.(]/.test(content))) continue;
    if (plainly ? !isPasswordValue(content, quoted, assigned) : !isKeyValue(content)) continue;
    found.push({ type: isPassword ? 'password' : 'secret', start, end: start + content.length, confidence: 0.85 });
  }
}

const passwordLabel = new RegExp(`(?:${passwordWords}|(?:^|[_-])pass)$`, 'iu');
const keyLabel = new RegExp(keyWords, 'iu');

/** What a value is because of the key that it stands under in JSON; `undefined` where that makes it no secret. */
export function typeOfLabelled(label: string, content: string): 'password' | 'secret' | undefined {
  if (passwordLabel.test(label)) return isPasswordValue(content, true, true) ? 'password' : undefined;
  return keyLabel.test(label) && isKeyValue(content) ? 'secret' : undefined;
}

function isPasswordValue(content: string, quoted: boolean, assigned: boolean): boolean {
  if (content.length < 4 || isPlaceholder(content) || /\s/.test(content)) return false;
  if (quoted) return true;
  return assigned || (content.length >= 6 && /\d|[!-/:-@[-`{-~]/.test(content.slice(0, -1)));
}

function isKeyValue(content: string): boolean {
  return !/\s/.test(content) && !isPlaceholder(content) && looksRandom(content);
}

/** Without the end of the sentence or statement that it stands in. */
function unquoted(content: string): string {
  const cut = /[\\,;<>"'`|]/.exec(content);
  return (cut === null ? content : content.slice(0, cut.index)).replace(endOfSentence, '');
}
