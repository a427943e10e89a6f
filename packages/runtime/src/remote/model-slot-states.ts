import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { TuneloopError, type CallOptions, type SlotState, type SlotStates } from '@tuneloop/protocol';
import { exists } from '../files/exists.ts';
import { malformed } from './http/upstream-error.ts';
import type { Upstream } from './pool/upstream.ts';
import { numberOf, objectOf } from './wire/read-json.ts';

type Action = 'save' | 'restore' | 'erase';

/**
 * The slots of one upstream, through llama-server's `/slots/{id}?action=`. The upstream keeps the files in a folder of its
 * own: of a path only the file's name counts.
 */
export class RemoteSlotStates implements SlotStates {
  readonly #upstream: Upstream;
  readonly #folder: string | undefined;

  /** @param folder the upstream's own, where this process can reach it */
  constructor(upstream: Upstream, folder?: string) {
    this.#upstream = upstream;
    this.#folder = folder;
  }

  async save(slot: number, path: string, options: CallOptions = {}): Promise<SlotState> {
    const name = basename(path);
    if (this.#folder === undefined) return this.#saveAs(slot, name, options);
    await mkdir(this.#folder, { recursive: true });
    const temporary = `${randomUUID()}.part`;
    try {
      const state = await this.#saveAs(slot, temporary, options);
      await rename(join(this.#folder, temporary), join(this.#folder, name));
      return state;
    } catch (error) {
      await rm(join(this.#folder, temporary), { force: true });
      throw error;
    }
  }

  async restore(slot: number, path: string, options: CallOptions = {}): Promise<SlotState> {
    const name = basename(path);
    if (this.#folder !== undefined && !(await exists(join(this.#folder, name)))) {
      throw new TuneloopError('NOT_FOUND', `There is no saved slot "${name}".`, { details: { filename: name } });
    }
    const answer = await this.#act('restore', slot, { filename: name }, options);
    return { tokens: this.#count(answer, 'n_restored'), sizeBytes: this.#count(answer, 'n_read') };
  }

  async erase(slot: number, options: CallOptions = {}): Promise<number> {
    return this.#count(await this.#act('erase', slot, {}, options), 'n_erased');
  }

  async #saveAs(slot: number, filename: string, options: CallOptions): Promise<SlotState> {
    const answer = await this.#act('save', slot, { filename }, options);
    return { tokens: this.#count(answer, 'n_saved'), sizeBytes: this.#count(answer, 'n_written') };
  }

  async #act(action: Action, slot: number, body: object, { signal }: CallOptions): Promise<Record<string, unknown>> {
    const { client, profile } = this.#upstream;
    const slots = profile?.slots ?? 0;
    if (slot < 0 || slot >= slots) {
      throw new TuneloopError('INVALID_REQUEST', `There is no slot ${slot}: they are numbered from 0 to ${slots - 1}.`);
    }
    const query = new URLSearchParams({ action, ...(profile && { model: profile.model }) }).toString();
    return objectOf(await client.json(`/slots/${slot}?${query}`, { body, signal }));
  }

  #count(answer: Record<string, unknown>, name: string): number {
    const count = numberOf(answer[name]);
    if (count === undefined) throw malformed(this.#upstream.name, `did not say "${name}" of a slot`);
    return count;
  }
}
