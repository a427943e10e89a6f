import { TuneloopError } from '@tuneloop/protocol';
import type { WebSocket } from 'ws';
import type { AuthenticatedClient } from '../auth/authenticator.ts';
import { checkScope } from '../auth/authenticate-token.ts';
import { requestProblem } from '../errors/request-problem.ts';
import { encodeError } from '../errors/wire-error.ts';
import {
  parseMessage,
  subjectOf,
  subscriptionOf,
  validateMessage,
  type ClientMessage,
  type Subject,
} from './client-message.ts';
import { ConnectionKey } from './connection-key.ts';
import { followJob } from './follow-job.ts';
import { followTopic } from './follow-topic.ts';
import { handleInOrder } from './message-loop.ts';
import type { WebSocketSettings } from './options.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { runGeneration } from './run-generation.ts';
import { encodeErrorMessage, type ServerMessage } from './server-message.ts';

/** Close codes of RFC 6455. */
const goingAway = 1001;
const policyViolation = 1008;

/** For the last messages of a connection whose key was refused. */
const farewellMs = 250;

/** What one piece of work is called by its client. */
type NamedSubject = { id: string } | { job: string } | { topic: string };

/** A job and a topic may have one name. */
function keyOf(subject: NamedSubject): string {
  const [[kind, name]] = Object.entries(subject) as [[string, string]];
  return `${kind} ${name}`;
}

/** One client: what it asked for runs side by side, and ends with it. */
export class Connection {
  readonly #socket: WebSocket;
  readonly #settings: WebSocketSettings;
  readonly #outbox: Outbox;
  readonly #generations = new Map<string, AbortController>();
  readonly #subscriptions = new Map<string, AbortController>();
  /** What connects, as far as it says. */
  readonly #product: string | undefined;
  readonly #key: ConnectionKey;
  /** With what the connection is closed once its generations have ended. */
  #farewell: { code: number; reason: string } | undefined;
  #isAuthenticated = false;

  constructor(
    socket: WebSocket,
    from: { token: string | undefined; product: string | undefined },
    settings: WebSocketSettings,
  ) {
    this.#socket = socket;
    this.#key = new ConnectionKey(from.token, settings, (reason) => this.#refuse(reason));
    this.#product = from.product;
    this.#settings = settings;
    this.#outbox = createOutbox(socket, settings.limits);
    handleInOrder(socket, (text) => this.#handle(text));
    socket.on('close', () => {
      this.#key.end();
      this.#abortAll(new TuneloopError('ABORTED', 'The client went away.'));
    });
    // A protocol error closes the connection by itself, with the right code.
    socket.on('error', () => undefined);
  }

  get isAuthenticated(): boolean {
    return this.#isAuthenticated;
  }

  /** Tells the client whether it must send a key, and waits for it for a while. */
  async begin(): Promise<void> {
    try {
      await this.#key.identify();
      await this.#becomeReady();
    } catch {
      const { authenticationMs } = this.#settings.limits;
      const timer = setTimeout(() => {
        if (!this.#isAuthenticated) this.#socket.close(policyViolation, 'No API key was sent in time.');
      }, authenticationMs);
      this.#socket.once('close', () => clearTimeout(timer));
      await this.#send({ type: 'authentication-required' });
    }
  }

  /** Refuses new generations, lets those that run end, then closes. */
  drain(): void {
    this.#farewell ??= { code: goingAway, reason: 'The server is stopping.' };
    this.#closeWhenIdle();
  }

  /** Ends what still runs, each with an error, and closes. */
  end(): void {
    this.#abortAll(new TuneloopError('ABORTED', 'The server is stopping.'));
    this.drain();
  }

  /** Ends what runs by the right of a key that is no longer good, and closes. */
  #refuse(reason: unknown): void {
    this.#farewell = { code: policyViolation, reason: 'This API key is no longer valid.' };
    this.#abortAll(reason);
    this.#closeWhenIdle();
    setTimeout(() => {
      this.#socket.close(policyViolation, 'This API key is no longer valid.');
      setTimeout(() => this.#socket.terminate(), farewellMs).unref();
    }, farewellMs).unref();
  }

  #closeWhenIdle(): void {
    if (this.#farewell && this.#generations.size + this.#subscriptionsToEnd === 0) {
      this.#socket.close(this.#farewell.code, this.#farewell.reason);
    }
  }

  /** Subscriptions have no end of their own, and are told about only where a key was refused. */
  get #subscriptionsToEnd(): number {
    return this.#farewell?.code === policyViolation ? this.#subscriptions.size : 0;
  }

  #abortAll(reason: unknown): void {
    for (const controller of [...this.#generations.values(), ...this.#subscriptions.values()]) controller.abort(reason);
  }

  async #becomeReady(): Promise<void> {
    this.#isAuthenticated = true;
    await this.#send({ type: 'ready' });
  }

  async #send(message: ServerMessage): Promise<void> {
    try {
      await this.#outbox.send(message);
    } catch {
      // The connection has ended, and with it everything that it began.
    }
  }

  async #handle(text: string): Promise<void> {
    let subject: Subject = {};
    try {
      const parsed = parseMessage(text, this.#settings.limits.jsonDepth);
      subject = subjectOf(parsed);
      await this.#dispatch(validateMessage(parsed));
    } catch (error) {
      this.#log(error);
      await this.#send(encodeErrorMessage(error, subject));
      if (TuneloopError.from(error).code === 'UNAUTHORIZED') this.#socket.close(policyViolation, 'Not authenticated.');
    }
  }

  async #dispatch(message: ClientMessage): Promise<void> {
    if (message.type === 'authenticate') {
      this.#key.change(message.key);
      await this.#key.identify();
      await this.#becomeReady();
      return;
    }
    const client = await this.#key.identify();
    switch (message.type) {
      case 'generate':
        if (client) checkScope(client, 'chat');
        this.#generate(message, client);
        break;
      case 'subscribe':
        this.#subscribe(message, client);
        break;
      case 'cancel':
        this.#cancel(this.#generations, { id: message.id }, 'The client cancelled.');
        break;
      case 'unsubscribe':
      default:
        this.#cancel(this.#subscriptions, subscriptionOf(message), 'The client left.');
    }
  }

  #subscribe(message: ClientMessage & { type: 'subscribe' }, client: AuthenticatedClient | undefined): void {
    const subject = subscriptionOf(message);
    const outbox = this.#outbox;
    this.#run(this.#subscriptions, subject, (signal) => {
      if ('topic' in subject) {
        return followTopic({ ...subject, topics: this.#settings.topics ?? {}, client, signal, outbox });
      }
      return followJob({ ...subject, after: message.after, client, signal, jobs: this.#settings.jobs, outbox });
    });
  }

  #generate(message: ClientMessage & { type: 'generate' }, client: AuthenticatedClient | undefined): void {
    if (this.#farewell) {
      throw new TuneloopError('BUSY', 'The server is stopping. Try again in a moment.', {
        details: { retryAfterSeconds: 10 },
      });
    }
    const { id, request } = message;
    const context = { owner: client?.id, client: this.#product, settings: this.#settings, outbox: this.#outbox };
    const { aroundGeneration: around = (_generation, work) => work() } = this.#settings;
    this.#run(this.#generations, { id }, (signal) =>
      this.#key.limit(client, async () =>
        around({ owner: client?.id }, () => runGeneration({ id, request, signal, ...context })),
      ),
    );
  }

  #cancel(running: Map<string, AbortController>, subject: NamedSubject, reason: string): void {
    const [[param]] = Object.entries(subject) as [[string, string]];
    const controller = running.get(keyOf(subject));
    if (!controller) throw requestProblem('invalid_value', `Nothing with this ${param} runs here.`, param);
    controller.abort(new TuneloopError('ABORTED', reason, { details: { cancelled: true } }));
  }

  /** Starts work under the name of `subject`; its failure becomes a message. */
  #run(
    running: Map<string, AbortController>,
    subject: NamedSubject,
    work: (signal: AbortSignal) => Promise<void>,
  ): void {
    const [[param]] = Object.entries(subject) as [[string, string]];
    const key = keyOf(subject);
    if (running.has(key)) throw requestProblem('invalid_value', `This ${param} is in use; take another one.`, param);
    if (running.size >= this.#settings.limits.requests) {
      throw new TuneloopError('BUSY', 'Too much runs on this connection. Wait for some of it to end.');
    }
    const controller = new AbortController();
    running.set(key, controller);
    const finished = this.#finish(work(controller.signal), controller.signal, subject).finally(() => {
      running.delete(key);
      this.#closeWhenIdle();
    });
    this.#key.use?.holdUntil(finished);
  }

  async #finish(work: Promise<void>, signal: AbortSignal, subject: NamedSubject): Promise<void> {
    try {
      await work;
    } catch (thrown) {
      const reason: unknown = signal.reason;
      const error = TuneloopError.isInstance(reason) && reason.code !== 'ABORTED' ? reason : thrown;
      const wasCancelled = TuneloopError.isInstance(reason) && reason.details['cancelled'] === true;
      if (!wasCancelled) this.#log(error);
      const isCancelledGeneration = wasCancelled && 'id' in subject;
      if (isCancelledGeneration) await this.#send({ type: 'cancelled', id: subject.id });
      else await this.#send(wasCancelled ? { type: 'done', ...subject } : encodeErrorMessage(error, subject));
    }
  }

  /** What is the server's own fault. */
  #log(error: unknown): void {
    const { code } = TuneloopError.from(error);
    if (encodeError(error).status < 500 || code === 'BUSY' || code === 'ABORTED') return;
    this.#settings.logger?.error({ err: error, code }, 'a message of a WebSocket failed');
  }
}
