import type { ReactElement } from 'react';
import { text } from '../text/text.ts';
import { Button } from '../ui/button.tsx';
import { replaceChatSettings, useChatSettings } from './chat-settings.ts';
import { usePresets } from './presets.ts';
import { privacy } from './privacy.ts';

/** What an empty conversation shows: who reads what is written, and ways to begin. */
export function Greeting({ isNew }: { isNew: boolean }): ReactElement {
  const presets = usePresets();
  const settings = useChatSettings();
  const Heading = isNew ? 'h1' : 'h2';
  const isUsed = (preset: object): boolean => JSON.stringify(preset) === JSON.stringify(settings);
  return (
    <div className="grid flex-1 place-items-center overflow-y-auto p-6 text-center">
      <div>
        <Heading className="text-2xl font-semibold">{text.chat.greeting}</Heading>
        <p className="mt-2 text-muted">{privacy()}</p>
        {isNew && presets.length > 0 && (
          <section aria-label={text.chat.presets.begin} className="mt-6">
            <p className="mb-2 text-sm text-muted">{text.chat.presets.begin}</p>
            <div className="flex max-w-xl flex-wrap justify-center gap-2">
              {presets.map(({ name, settings: kept }) => (
                <Button
                  key={name}
                  aria-pressed={isUsed(kept)}
                  className="max-w-full aria-pressed:border-accent aria-pressed:bg-accent-soft"
                  onClick={() => replaceChatSettings(kept)}
                >
                  <span className="truncate">{name}</span>
                </Button>
              ))}
            </div>
          </section>
        )}
      </div>
    </div>
  );
}
