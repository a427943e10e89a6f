import { requestProblem } from '../errors/request-problem.ts';

/** How the base64 of each kind of file begins. */
const signatures: Readonly<Record<string, string>> = {
  iVBORw0KGgo: 'image/png',
  '/9j/': 'image/jpeg',
  R0lGOD: 'image/gif',
  UklGR: 'image/webp',
};

/**
 * An image as Ollama's clients send it (base64, at times as a `data:` URL) as a `data:` URL; `path` is where it stands.
 *
 * Errors: `INVALID_REQUEST` when it is not base64 of a PNG, JPEG, GIF or WebP file.
 */
export function decodeImage(image: string, path: string): string {
  if (/^data:image\//i.test(image)) return image;
  const signature = Object.keys(signatures).find((start) => image.startsWith(start));
  if (signature === undefined || !/^[\w+/-]+={0,2}$/.test(image)) {
    throw requestProblem('invalid_value', `${path}: must be the base64 of a PNG, JPEG, GIF or WebP file`, path);
  }
  return `data:${signatures[signature]};base64,${image}`;
}
