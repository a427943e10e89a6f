import { Trash2 } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { text } from '../text/text.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Input } from '../ui/field.tsx';
import { notify, notifyProblem } from '../ui/notices.ts';
import type { ChatSettings } from './chat-settings.ts';
import { FileButton } from './file-button.tsx';
import { exportPresets, importPresets, removePreset, savePreset, usePresets, type Preset } from './presets.ts';
import { saveFile } from './save-file.ts';

const said = text.chat.presets;

/** Settings by name: use them, keep those of now, take them to another browser as a file. */
export function PresetList({
  current,
  onUse,
}: {
  /** What would be kept. */
  current: ChatSettings;
  onUse: (preset: Preset) => void;
}): ReactElement {
  const presets = usePresets();
  const [name, setName] = useState('');
  const [removed, setRemoved] = useState<string>();
  const save = (): void => {
    if (name.trim() === '') return;
    savePreset({ name: name.trim(), settings: current });
    notify(said.saved(name.trim()));
    setName('');
  };
  const take = async (file: File | undefined): Promise<void> => {
    try {
      if (file) notify(said.imported(importPresets(await file.text())));
    } catch (error) {
      notifyProblem(error);
    }
  };
  return (
    <section aria-label={said.title} className="space-y-2 rounded-xl border border-line bg-panel p-3">
      <h3 className="text-sm font-semibold">{said.title}</h3>
      {presets.length === 0 && <p className="text-sm text-muted">{said.none}</p>}
      <ul className="space-y-1">
        {presets.map((preset) => (
          <li key={preset.name} className="flex items-center gap-1">
            <Button
              look="quiet"
              className="min-w-0 flex-1 justify-start"
              aria-label={said.use(preset.name)}
              onClick={() => onUse(preset)}
            >
              <span className="truncate">{preset.name}</span>
            </Button>
            <IconButton label={said.remove(preset.name)} onClick={() => setRemoved(preset.name)}>
              <Trash2 size={16} aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
      {removed !== undefined && (
        <ConfirmDialog
          title={`${said.remove(removed)}?`}
          hint={said.removeHint}
          action={said.remove(removed)}
          onConfirm={() => removePreset(removed)}
          onClose={() => setRemoved(undefined)}
        />
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
        className="flex gap-2"
      >
        <Input
          aria-label={said.name}
          placeholder={said.name}
          maxLength={100}
          value={name}
          onChange={({ target: { value } }) => setName(value)}
        />
        <Button type="submit" disabled={name.trim() === ''}>
          {text.chat.save}
        </Button>
      </form>
      <div className="flex flex-wrap gap-2">
        <FileButton label={said.import} accept="application/json,.json" onFiles={([file]) => void take(file)} />
        {presets.length > 0 && (
          <Button
            onClick={() => saveFile('tuneloop-presets.json', new Blob([exportPresets()], { type: 'application/json' }))}
          >
            {said.export}
          </Button>
        )}
      </div>
    </section>
  );
}
