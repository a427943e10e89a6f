import { TuneloopError } from '@tuneloop/protocol';
import { formatBytes } from '../terminal/units.ts';
import type { ServerControl } from './lab/server-control.ts';
import type { ChatSession } from './session.ts';
import type { SlashCommand } from './slash-command.ts';

/** What a person may see and change of the server that answers. */
export const serverCommands: readonly SlashCommand[] = [
  {
    name: 'switch',
    usage: '[name]',
    summary: 'make another model the default of the server; the conversation stays',
    run: async (session, argument) => {
      const { model, say } = session;
      const control = controlOf(session);
      const name = argument || (await session.choose('Default model', await model.list(), model.model));
      if (name === undefined) return undefined;
      await session.interruptible((signal) =>
        session.withProgress((onProgress) => control.switchModel(name, { signal, onProgress })),
      );
      // The first one of a server is its default, under the name that its other routes know.
      const [current] = await model.list();
      if (current !== undefined) await model.select(current);
      say(`${name} is the default of the server now, and answers here.`);
      return undefined;
    },
  },
  {
    name: 'layers',
    usage: '[number | auto]',
    summary: 'how many layers are on the GPU: -1 all, 0 none; setting it loads the model anew',
    run: async (session, argument) => {
      const layers = await ask(session, 'layers', argument);
      session.say(`Layers on the GPU: ${describeLayers(layers)}.`);
      return undefined;
    },
  },
  {
    name: 'mem',
    usage: '[size | auto]',
    summary: 'how much memory the models may take, such as 8GB',
    run: async (session, argument) => {
      const memory = await ask(session, 'mem', argument);
      session.say(`Memory of the models: ${describeMemory(memory)}.`);
      return undefined;
    },
  },
];

/** To set it may load the model anew, which takes a while. */
function ask(session: ChatSession, name: 'layers' | 'mem', argument: string): Promise<unknown> {
  const control = controlOf(session);
  return session.interruptible((signal) => control.command(name, { value: argument || undefined, signal }));
}

/** Errors: `UNSUPPORTED`. */
function controlOf({ model }: ChatSession): ServerControl {
  if (model.control) return model.control;
  throw new TuneloopError(
    'UNSUPPORTED',
    'That is for a Tuneloop server, and none answers here. /models chooses the model of this conversation.',
  );
}

function describeLayers(layers: unknown): string {
  if (layers === -1) return 'all';
  return layers === 'auto' ? 'as many as fit' : JSON.stringify(layers);
}

function describeMemory(memory: unknown): string {
  const { used_bytes: used, limit_bytes: limit } = (memory ?? {}) as Record<string, unknown>;
  if (typeof used !== 'number') return JSON.stringify(memory);
  const bound = typeof limit === 'number' ? `of ${formatBytes(limit)}` : 'without a limit of its own';
  return `${formatBytes(used)} in use, ${bound}`;
}
