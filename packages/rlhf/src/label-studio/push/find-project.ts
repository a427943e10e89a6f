import type { Cancellable, LabelStudioClient } from '../client/label-studio-client.ts';
import type { LabelStudioProject } from '../client/wire.ts';
import { labelStudioTemplate, type TemplateKind } from '../templates/template.ts';

const descriptions: Readonly<Record<TemplateKind, string>> = {
  pairwise: 'Which of two answers is better? Made by Tuneloop (pairwise).',
  rating: 'How good is the answer? Made by Tuneloop (rating).',
  correction: 'What should the answer be? Made by Tuneloop (correction).',
};

/** Which project: its title, and what it asks for. */
export interface ProjectName {
  kind: TemplateKind;
  title: string;
}

/**
 * The project with this title that was made here for this template, or a new one. Asking again gives the same one, also
 * when the answer to the first time was lost.
 *
 * Errors: those of the client.
 */
export async function findOrCreateProject(
  client: LabelStudioClient,
  { kind, title }: ProjectName,
  { signal }: Cancellable = {},
): Promise<LabelStudioProject> {
  const found = await findProject(client, { kind, title }, { signal });
  if (found !== undefined) return found;
  const labelConfig = labelStudioTemplate(kind);
  await client.checkTemplate(labelConfig, { signal });
  return client.createProject({ title, description: descriptions[kind], labelConfig }, { signal });
}

/** The same, or `undefined` where there is none yet. */
export async function findProject(
  client: LabelStudioClient,
  { kind, title }: ProjectName,
  { signal }: Cancellable = {},
): Promise<LabelStudioProject | undefined> {
  for await (const project of client.projects({ signal })) {
    if (project.title === title && project.description === descriptions[kind]) return project;
  }
  return undefined;
}
