import type { EventSink, Interaction, LogRecord } from '@tuneloop/protocol';
import { bestOf } from '../completions/best-of.ts';
import type { BestOf } from './decoded-request.ts';
import { interactionId } from './interaction-id.ts';

export interface BestOfSink extends EventSink {
  /** Once all candidates have ended: gives each the place that it has in the answer, and tells of it. */
  end(): void;
}

export interface BestOfSinkOptions extends BestOf {
  /** Whether what is told keeps the tokens by which candidates are ranked. */
  keepsTokens: boolean;
  write: (record: LogRecord) => void;
}

/** Holds the interactions of a request with more candidates than choices back until it is known which were chosen. */
export function createBestOfSink(options: BestOfSinkOptions): BestOfSink {
  const { candidates: perPrompt, choices: chosenPerPrompt, keepsTokens, write } = options;
  const held: Interaction[] = [];

  /** Those of one prompt, the chosen ones first. */
  const ranked = (prompt: number): Interaction[] => {
    const own = held.filter(({ choice }) => Math.floor(choice / perPrompt) === prompt);
    const candidates = own.map((interaction) => ({ interaction, tokens: interaction.tokens ?? [] }));
    const best = bestOf(candidates, chosenPerPrompt);
    const others = candidates.filter((candidate) => !best.includes(candidate));
    return [...best, ...others].map(({ interaction }) => interaction);
  };

  return {
    write(record) {
      if (record.type === 'interaction') held.push(record.interaction);
    },
    end() {
      const prompts = [...new Set(held.map(({ choice }) => Math.floor(choice / perPrompt)))].toSorted((a, b) => a - b);
      let rejected = chosenPerPrompt * (Math.max(-1, ...prompts) + 1);
      for (const prompt of prompts) {
        for (const [position, interaction] of ranked(prompt).entries()) {
          const choice = position < chosenPerPrompt ? prompt * chosenPerPrompt + position : rejected++;
          const { tokens, ...rest } = { ...interaction, choice };
          const id = interactionId(rest, true);
          write({ version: 1, type: 'interaction', interaction: { ...rest, id, ...(keepsTokens && { tokens }) } });
        }
      }
    },
  };
}
