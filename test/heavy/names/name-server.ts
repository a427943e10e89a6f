import { createSocket, type Socket } from 'node:dgram';

/**
 * How a name server fails: nothing listens; it never answers; it says that it has failed; it knows no name, but tells so
 * late; what it sends is no answer.
 */
export const nameFaults = ['closed', 'silent', 'failing', 'late', 'lying'] as const;
export type NameFault = (typeof nameFaults)[number];

const lateMs = 3000;

/** A name server on 127.0.0.1, port 53: for a network namespace of its own. */
export class NameServer {
  #fault: NameFault = 'closed';
  #socket: Socket | undefined;
  /** Questions that came. */
  asked = 0;

  async setFault(fault: NameFault): Promise<void> {
    this.#fault = fault;
    await this.close();
    if (fault === 'closed') return;
    const socket = createSocket('udp4');
    this.#socket = socket;
    socket.on('message', (question, { port, address }) => {
      this.asked += 1;
      const answer = this.#answer(question);
      if (!answer) return;
      const send = (): void => {
        if (this.#socket === socket) socket.send(answer, port, address);
      };
      if (this.#fault === 'late') setTimeout(send, lateMs).unref();
      else send();
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(53, '127.0.0.1', resolve);
    });
  }

  #answer(question: Buffer): Buffer | undefined {
    if (this.#fault === 'silent') return undefined;
    if (this.#fault === 'lying') return Buffer.from('no answer of a name server');
    // RFC 1035, 4.1.1: a response, with the code "server failure" or "name error".
    const answer = Buffer.from(question);
    answer[2] = 0x81;
    answer[3] = this.#fault === 'failing' ? 0x82 : 0x83;
    return answer;
  }

  async close(): Promise<void> {
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket) await new Promise<void>((resolve) => socket.close(() => resolve()));
  }
}
