import { useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { api, dataOf } from '../api/client.ts';
import { text } from '../text/text.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox, Field, Input, TextArea } from '../ui/field.tsx';
import { notifyProblem } from '../ui/notices.ts';
import { changeChatSettings, numberSettings, useChatSettings } from './chat-settings.ts';
import { conversationQuery, type ConversationWithMessages } from './conversation-queries.ts';

const said = text.chat.sampling;

function SystemPrompt({ conversation }: { conversation: ConversationWithMessages }): ReactElement {
  const queries = useQueryClient();
  const { id } = conversation;
  const change = async (prompt: string): Promise<void> => {
    const system = prompt.trim() === '' ? null : prompt;
    if (system === conversation.system_prompt) return;
    try {
      const params = { path: { id } };
      await dataOf(api.PATCH('/lab/conversations/{id}', { params, body: { system_prompt: system } }));
      await queries.invalidateQueries(conversationQuery(id));
    } catch (error) {
      notifyProblem(error);
    }
  };
  return (
    <Field label={said.system} hint={said.systemHint}>
      <TextArea
        rows={4}
        defaultValue={conversation.system_prompt ?? ''}
        onBlur={({ target: { value } }) => void change(value)}
      />
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
  return (
    <Dialog title={said.title} hint={said.hint} onClose={onClose} place="side">
      <div className="space-y-4">
        {conversation && <SystemPrompt conversation={conversation} />}
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
