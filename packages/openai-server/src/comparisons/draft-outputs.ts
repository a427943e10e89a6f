import type { Interaction } from '@tuneloop/protocol';
import type { ChoiceEvent } from '../generation/choice-event.ts';
import { textOf } from '@tuneloop/protocol';
import { Step } from '../tool-loop/step.ts';

/** What the drafts have said so far; what is shown comes from here, also where the log leaves texts out. */
export class DraftOutputs {
  readonly #steps: Step[];

  constructor(count: number) {
    this.#steps = Array.from({ length: count }, () => new Step(new Set()));
  }

  add({ index, event }: ChoiceEvent): void {
    this.#steps[index]?.add(event);
  }

  /** After the last event. */
  get(index: number): Required<Pick<Interaction, 'output' | 'finishReason'>> {
    const step = this.#steps[index]!;
    const { content, reasoning, toolCalls } = step.message();
    return { output: { content: textOf(content), reasoning, toolCalls }, finishReason: step.end.finishReason };
  }
}
