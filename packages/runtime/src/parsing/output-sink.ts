import type { OutputEvent } from './output-event.ts';
import type { Piece } from './text-source.ts';

/** Collects what a parser finds, and keeps white space that only sets markup apart out of the text. */
export class OutputSink {
  readonly #createId: () => string;
  #events: OutputEvent[] = [];
  #calls = 0;
  /** White space that ended the content so far; part of it only if more follows. */
  #heldSpace: Piece[] = [];
  #heldReasoningSpace = '';
  #trimsStart = false;
  #reasons = false;
  #inReasoning = false;

  constructor(createId: () => string) {
    this.#createId = createId;
  }

  text({ text, at }: Piece): void {
    let from = 0;
    if (this.#trimsStart) {
      from = text.length - text.trimStart().length;
      if (from === text.length) return;
      this.#trimsStart = false;
    }
    const to = Math.max(from, text.trimEnd().length);
    if (to > from) {
      for (const space of this.#heldSpace.splice(0)) this.#pushText(space);
      this.#pushText({ text: text.slice(from, to), at: at + from });
    }
    if (to < text.length) this.#heldSpace.push({ text: text.slice(to), at: at + to });
  }

  reasoning(text: string): void {
    const shown = this.#reasons ? text : text.trimStart();
    if (shown === '') return;
    this.#reasons = true;
    const end = shown.trimEnd().length;
    if (end === 0) {
      this.#heldReasoningSpace += shown;
      return;
    }
    this.#pushReasoning(this.#heldReasoningSpace + shown.slice(0, end));
    this.#heldReasoningSpace = shown.slice(end);
  }

  /** Whether the output is within reasoning. */
  get inReasoning(): boolean {
    return this.#inReasoning;
  }

  beginReasoning(): void {
    this.#inReasoning = true;
  }

  endReasoning(): void {
    this.#heldReasoningSpace = '';
    this.#reasons = false;
    this.#inReasoning = false;
    this.#trimsStart = true;
  }

  toolCallStart(name: string, id: string = this.#createId()): void {
    this.#heldSpace = [];
    this.#events.push({ type: 'tool-call-start', index: this.#calls, id, name });
  }

  toolCallArguments(text: string): void {
    if (text === '') return;
    const last = this.#events.at(-1);
    if (last?.type === 'tool-call-delta') last.arguments += text;
    else this.#events.push({ type: 'tool-call-delta', index: this.#calls, arguments: text });
  }

  toolCallEnd(): void {
    this.#events.push({ type: 'tool-call-end', index: this.#calls });
    this.#calls += 1;
    this.#trimsStart = true;
  }

  /** What follows is not the model's to say. */
  endTurn(): void {
    this.#events.push({ type: 'turn-end' });
  }

  /** The output is over: white space at its end was content. */
  end(): void {
    for (const space of this.#heldSpace.splice(0)) this.#pushText(space);
  }

  drain(): OutputEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #pushText({ text, at }: Piece): void {
    const last = this.#events.at(-1);
    if (last?.type === 'text-delta' && last.at + last.text.length === at) last.text += text;
    else this.#events.push({ type: 'text-delta', text, at });
  }

  #pushReasoning(text: string): void {
    const last = this.#events.at(-1);
    if (last?.type === 'reasoning-delta') last.text += text;
    else this.#events.push({ type: 'reasoning-delta', text });
  }
}
