import type { Interaction, Prompt } from '@tuneloop/protocol';
import { contentId } from './content-id.ts';
import type { ImportDefaults } from './import-defaults.ts';

export type ImportedOutput = NonNullable<Interaction['output']>;

/** An imported answer; unless `about` says its id, that is made of what was asked and answered. */
export function importedInteraction(
  prompt: Prompt,
  tools: Interaction['tools'],
  output: ImportedOutput,
  about: Pick<ImportDefaults, 'model' | 'time' | 'owner' | 'tags'> & Partial<Interaction>,
): Interaction {
  const { model, time, owner, tags, ...more } = about;
  const id = more.id ?? contentId('interaction', [prompt, tools ?? [], output]);
  return {
    id,
    request: id,
    step: 0,
    choice: 0,
    time,
    model,
    backend: 'import',
    adapters: [],
    prompt,
    ...(tools && tools.length > 0 && { tools }),
    output,
    settings: {},
    finishReason: output.toolCalls ? 'tool-calls' : 'stop',
    ...(owner !== undefined && { owner }),
    tags,
    ...(more.conversation !== undefined && { conversation: more.conversation, turn: more.turn }),
    ...(more.error && { error: more.error }),
  };
}
