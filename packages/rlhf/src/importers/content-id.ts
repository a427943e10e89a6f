import { hash } from 'node:crypto';

/** An id that the same content always gets, so that importing twice adds nothing. */
export function contentId(kind: 'interaction' | 'rating' | 'comparison' | 'choice', content: unknown): string {
  return `import-${kind}-${hash('sha256', JSON.stringify(content), 'hex').slice(0, 32)}`;
}
