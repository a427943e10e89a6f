/** What is written at once, as it is (`{host}` stands for the server's own; a character is a byte), or how long to wait. */
export type Piece = string | Buffer | { pauseMs: number } | { bytes: string; times: number };

/** A conversation over a raw connection that no well-behaved client would begin. */
export interface RawCase {
  name: string;
  send: readonly Piece[];
  /** What the client does when all is sent; left out, it waits. */
  end?: 'half-close' | 'reset';
  /** The status of each answer, in order, or those that will do. */
  answers: readonly (number | readonly number[])[];
  /** Whether answers may be missing, since the connection turned out to be no HTTP while they were made. */
  mayMiss?: boolean;
  /** Whether Node or a library answers, without an error of the API. */
  isPlain?: boolean;
  /** The connection after the last answer; left out, either will do. */
  after?: 'open' | 'closed';
}

export const ok: readonly string[] = ['Host: {host}', 'Authorization: Bearer k'];

/** A request's head, with an empty line. */
export const head = (line: string, ...headers: readonly string[]): string => [line, ...headers, '', ''].join('\r\n');

/** A well-formed GET of a route without costs. */
export const get = (path: string, ...headers: readonly string[]): string =>
  head(`GET ${path} HTTP/1.1`, ...ok, ...headers);

/** The head of a chat request whose body follows. */
export const chatHead = (...headers: readonly string[]): string =>
  head('POST /v1/chat/completions HTTP/1.1', ...ok, 'Content-Type: application/json', ...headers);

/** A whole chat request with this body. */
export const chat = (body: string | Buffer, ...headers: readonly string[]): (string | Buffer)[] => [
  chatHead(`Content-Length: ${typeof body === 'string' ? Buffer.byteLength(body, 'latin1') : body.length}`, ...headers),
  body,
];

export const greeting: string = JSON.stringify({ messages: [{ role: 'user', content: 'Hi' }] });

/** A request that must never be carried out: it hides where a body, a header or another request ends. */
export const smuggled: string = head('GET /v1/smuggled HTTP/1.1', 'Host: localhost', 'Authorization: Bearer k');
