import { resolve } from 'node:path';
import {
  parseAdapterVersion,
  type AdapterRegistry,
  type Promotion,
  type RegisteredVersion,
  type ServedBase,
} from '@tuneloop/lora';
import type { Platform } from '@tuneloop/platform';
import { TuneloopError } from '@tuneloop/protocol';
import { formatHistory } from '../adapters/describe-history.ts';
import { findBase } from '../models/find-base.ts';
import { printJson, warning } from '../notice.ts';
import { openConfiguredPlatform } from '../open-platform.ts';

interface VersionOptions {
  json?: boolean;
  reason?: string;
  base?: string;
}

export async function showAdapterHistory(name: string, options: VersionOptions): Promise<void> {
  await using platform = await openConfiguredPlatform(options);
  const history = await platform.adapterRegistry.history(name);
  if (options.json) printJson(history);
  else process.stdout.write(`${formatHistory(history)}\n`);
}

export async function addAdapterVersion(
  name: string,
  file: string,
  options: VersionOptions & { trainedOn?: string; peft?: string },
): Promise<void> {
  await using platform = await openConfiguredPlatform(options);
  const added = await platform.adapterRegistry.add({
    name,
    file: resolve(file),
    base: options.trainedOn === undefined ? undefined : { reference: options.trainedOn },
    attachments: options.peft === undefined ? undefined : { peft: resolve(options.peft) },
  });
  if (options.json) printJson(added);
  else process.stdout.write(`${label(added)} is kept. Make it live: tuneloop adapters promote ${label(added)}\n`);
}

export async function promoteAdapter(
  adapter: string,
  options: VersionOptions & { asDefault?: number | boolean; force?: boolean },
): Promise<void> {
  await using platform = await openConfiguredPlatform(options);
  const registry = platform.adapterRegistry;
  const { name, version } = parseAdapterVersion(adapter);
  const promotion = await registry.promote(name, version ?? (await newestOf(registry, name)), {
    reason: options.reason,
    force: options.force,
    defaultScale: scaleOf(options.asDefault),
    bases: await basesOf(platform, options.base),
  });
  report(promotion, options);
}

export async function rollBackAdapter(name: string, options: VersionOptions): Promise<void> {
  await using platform = await openConfiguredPlatform(options);
  const bases = await basesOf(platform, options.base);
  report(await platform.adapterRegistry.rollback(name, { reason: options.reason, bases }), options);
}

export async function retireAdapter(name: string, options: VersionOptions): Promise<void> {
  await using platform = await openConfiguredPlatform(options);
  await platform.adapterRegistry.retire(name, { reason: options.reason });
  if (options.json) printJson({ name, live: null });
  else process.stdout.write(`${name} is out of use; its versions are kept.\n`);
}

export async function removeAdapterVersion(adapter: string, options: VersionOptions): Promise<void> {
  await using platform = await openConfiguredPlatform(options);
  const { name, version } = parseAdapterVersion(adapter);
  if (version === undefined) {
    throw new TuneloopError('INVALID_REQUEST', `Say which version of ${name} to remove: ${name}@VERSION.`);
  }
  await platform.adapterRegistry.remove(name, version);
  if (options.json) printJson({ removed: `${name}@${version}` });
  else process.stdout.write(`${name}@${version} is removed.\n`);
}

export async function verifyAdapters(options: VersionOptions): Promise<void> {
  await using platform = await openConfiguredPlatform(options);
  const problems = await platform.adapterRegistry.verify();
  if (problems.length > 0) process.exitCode = 1;
  if (options.json) printJson({ problems });
  else if (problems.length === 0) process.stdout.write('Every version is as it was kept.\n');
  else process.stdout.write(`${problems.map(({ message }) => message).join('\n')}\n`);
}

/** What somebody means who names no version: the newest that nothing speaks against. */
async function newestOf(registry: AdapterRegistry, name: string): Promise<number> {
  const { versions } = await registry.history(name);
  const usable = versions.find(({ state }) => state !== 'refused');
  if (usable) return usable.version;
  throw new TuneloopError(
    'INVALID_REQUEST',
    `Every version of ${name} was refused by its gate; see why: tuneloop adapters history ${name}`,
  );
}

function scaleOf(asDefault: number | boolean | undefined): number | undefined {
  return typeof asDefault === 'boolean' ? Number(asDefault) : asDefault;
}

/** The model that is served, where it is on this disk: what it is otherwise nobody can check here. */
async function basesOf(platform: Platform, wanted: string | undefined): Promise<ServedBase[]> {
  const model =
    wanted === undefined ? await platform.models.find(platform.reference) : await findBase(platform, wanted);
  return model ? [{ id: model.id, path: model.path, sha256: model.sha256 }] : [];
}

function report(promotion: Promotion, { json }: VersionOptions): void {
  const { name, live, previous, defaultScale, warnings } = promotion;
  for (const text of warnings) warning(text);
  if (json) {
    printJson(promotion);
    return;
  }
  const was = previous === undefined || previous === live.version ? '' : ` (${name}@${previous} was)`;
  const byDefault = defaultScale === 0 ? '' : ` Requests that choose no adapter get it, ×${defaultScale}.`;
  process.stdout.write(`${label(live)} is live${was}.${byDefault}\n`);
}

function label({ name, version }: RegisteredVersion): string {
  return `${name}@${version}`;
}
