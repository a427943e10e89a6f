/** What else is asked with a question; kept in this browser. */
export interface ArenaSettings {
  system?: string | undefined;
  firstTemperature?: number | undefined;
  secondTemperature?: number | undefined;
  maxTokens?: number | undefined;
}

const name = 'tuneloop-arena';

export function readArenaSettings(): ArenaSettings {
  try {
    return JSON.parse(localStorage.getItem(name) ?? '{}') as ArenaSettings;
  } catch {
    return {};
  }
}

export function keepArenaSettings(settings: ArenaSettings): void {
  localStorage.setItem(name, JSON.stringify(settings));
}
