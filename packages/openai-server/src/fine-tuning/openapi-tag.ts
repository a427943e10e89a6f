export const fineTuningTag = {
  name: 'Fine-tuning',
  description: "OpenAI's files and fine-tuning jobs; on servers that train.",
};
