import { HttpConnection, type AnswerReader } from './http-connection.ts';

/** As many connections as there are requests at a time, each used again. */
export class Connections {
  readonly #url: URL;
  readonly #open = new Set<HttpConnection>();
  readonly #free = new Set<HttpConnection>();

  constructor(url: string) {
    this.#url = new URL(url);
  }

  send(request: Buffer, reader: AnswerReader): void {
    const [free] = this.#free;
    const connection = free ?? this.#connect();
    this.#free.delete(connection);
    connection.send(request, reader);
  }

  close(): void {
    for (const connection of this.#open) connection.close();
  }

  #connect(): HttpConnection {
    const connection: HttpConnection = new HttpConnection(
      this.#url,
      () => this.#free.add(connection),
      () => {
        this.#free.delete(connection);
        this.#open.delete(connection);
      },
    );
    this.#open.add(connection);
    return connection;
  }
}
