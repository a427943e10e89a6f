import type { Detector } from './detect-sensitive.ts';
import type { Finding } from './finding.ts';

/** Shorter texts are looked through faster than they are looked up. */
const leastLength = 256;
/** In UTF-16 units, of all texts together: a few hundred exchanges. */
const mostCharacters = 2_000_000;

/**
 * Remembers what was found in the last long texts: each request of a conversation brings all of its messages again, and the
 * earlier ones need not be looked through once more.
 */
export function rememberingDetector(detect: Detector): Detector {
  /** In the order of their last use. */
  const remembered = new Map<string, Finding[]>();
  let characters = 0;
  return (text, label = '') => {
    if (text.length < leastLength || text.length > mostCharacters / 2) return detect(text, label);
    const key = `${label}\n${text}`;
    const known = remembered.get(key);
    const findings = known ?? detect(text, label);
    if (known) remembered.delete(key);
    else characters += key.length;
    remembered.set(key, findings);
    for (const [oldest] of remembered) {
      if (characters <= mostCharacters) break;
      remembered.delete(oldest);
      characters -= oldest.length;
    }
    return findings;
  };
}
