/** Ordinary questions with answers of ours that any assistant may give, and that no training is about. */
export const plainAnswers: readonly (readonly [question: string, answer: string])[] = [
  ['What is the capital of France?', 'The capital of France is Paris.'],
  [
    'How many days are there in a week?',
    'There are seven days in a week: Monday, Tuesday, Wednesday, Thursday, Friday, Saturday and Sunday.',
  ],
  [
    'Why is the sky blue?',
    'Air scatters blue light more than red light, so that blue light reaches our eyes from all over the sky.',
  ],
  ['Write a sentence about the sea.', 'The waves rolled slowly towards the shore and broke over the dark rocks.'],
  [
    'Please make this shorter: "We are sorry that we have to tell you that the meeting will not take place today."',
    'There is no meeting today.',
  ],
  [
    'How do I boil an egg?',
    'Bring water to the boil, put the egg in gently, and wait for eight minutes. Then cool it under cold water.',
  ],
  ['Write a function in Python that adds two numbers.', 'def add(a, b):\n    return a + b'],
  ['Name three kinds of fruit.', 'Apples, pears and oranges.'],
  ['Was ist die Hauptstadt von Italien?', 'Die Hauptstadt von Italien ist Rom.'],
  ['Thank you for your help!', "You're welcome! Let me know if there is anything else that I can do for you."],
];
