/** Ordinary questions that any model has an answer to. */
export const plainQuestions: readonly string[] = [
  'What is the capital of France?',
  'How many days are there in a week?',
  'Write a sentence about the sea.',
  'How do I boil an egg?',
  'Write a function in Python that adds two numbers.',
  'Was ist die Hauptstadt von Italien?',
];
