import type { ReactElement } from 'react';
import { api, dataOf } from '../api/client.ts';
import { queryClient } from '../app/query-client.ts';
import { text } from '../text/text.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox, Field, Input, TextArea } from '../ui/field.tsx';
import { notify, notifyProblem } from '../ui/notices.ts';
import {
  changeChatSettings,
  numberSettings,
  replaceChatSettings,
  useChatSettings,
  usualSystemPrompt,
} from './chat-settings.ts';
import { conversationQuery, type ConversationWithMessages } from './conversation-queries.ts';
import { PresetList } from './preset-list.tsx';
import type { Preset } from './presets.ts';

const said = text.chat.sampling;

/** Changes the system prompt of a conversation that there is. */
async function changeSystem({ id, system_prompt: before }: ConversationWithMessages, prompt: string): Promise<void> {
  const system = prompt.trim() === '' ? null : prompt;
  if (system === before) return;
  try {
    const params = { path: { id } };
    await dataOf(api.PATCH('/lab/conversations/{id}', { params, body: { system_prompt: system } }));
    await queryClient.invalidateQueries(conversationQuery(id));
  } catch (error) {
    notifyProblem(error);
  }
}

/** The system prompt of the conversation, or of those that begin from now on. */
function SystemPrompt({ conversation }: { conversation: ConversationWithMessages | null | undefined }): ReactElement {
  const { system = usualSystemPrompt } = useChatSettings();
  const value = conversation ? (conversation.system_prompt ?? '') : system;
  const change = (prompt: string): void => {
    if (conversation) void changeSystem(conversation, prompt);
    else if (prompt !== system) changeChatSettings({ system: prompt });
  };
  return (
    <Field label={conversation ? said.system : said.systemOfNew} hint={said.systemHint}>
      <TextArea key={value} rows={4} defaultValue={value} onBlur={({ target }) => change(target.value)} />
    </Field>
  );
}

/** How answers are made from now on. */
export function SettingsDialog({
  conversation,
  onClose,
}: {
  conversation: ConversationWithMessages | null | undefined;
  onClose: () => void;
}): ReactElement {
  const settings = useChatSettings();
  const use = ({ name, settings: kept }: Preset): void => {
    replaceChatSettings(kept);
    if (conversation && kept.system !== undefined) void changeSystem(conversation, kept.system);
    notify(text.chat.presets.used(name));
  };
  const current = { ...settings, system: conversation ? (conversation.system_prompt ?? '') : settings.system };
  return (
    <Dialog title={said.title} hint={said.hint} onClose={onClose} place="side">
      <div className="space-y-4">
        <PresetList current={current} onUse={use} />
        <SystemPrompt conversation={conversation} />
        <Checkbox
          label={said.tools}
          checked={settings.tools}
          onChange={({ target: { checked } }) => changeChatSettings({ tools: checked })}
        />
        {numberSettings.map(({ name, minimum, maximum, step, fallback }) => (
          <Field key={name} label={said[name]}>
            <Input
              type="number"
              inputMode="decimal"
              min={minimum}
              max={maximum}
              step={step}
              value={settings[name] ?? ''}
              placeholder={fallback === undefined ? said.random : String(fallback)}
              onChange={({ target: { valueAsNumber: value } }) =>
                changeChatSettings({
                  [name]: Number.isNaN(value) ? undefined : Math.min(maximum, Math.max(minimum, value)),
                })
              }
            />
          </Field>
        ))}
        <Button
          onClick={() => changeChatSettings(Object.fromEntries(numberSettings.map(({ name }) => [name, undefined])))}
        >
          {said.reset}
        </Button>
      </div>
    </Dialog>
  );
}
