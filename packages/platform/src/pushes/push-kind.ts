import { defineJobKind, type JobKind } from '@tuneloop/jobs';
import type { PushRequest } from '@tuneloop/openai-server';
import { exportWhereSchema } from '@tuneloop/rlhf/export-settings';
import { z } from 'zod';
import { publicFailure } from '../jobs/public-failure.ts';
import type { PushSource } from './push-source.ts';
import { pushToLabelStudio } from './push-to-label-studio.ts';
import { pushToLangfuse } from './push-to-langfuse.ts';

export const pushKindName = 'push';

const input: z.ZodType<PushRequest> = z.discriminatedUnion('target', [
  z.strictObject({
    target: z.literal('label-studio'),
    where: exportWhereSchema,
    template: z.enum(['pairwise', 'rating', 'correction']),
    title: z.string().optional(),
  }),
  z.strictObject({
    target: z.literal('langfuse'),
    where: exportWhereSchema,
    dataset: z.string(),
    run: z.string().optional(),
  }),
]);

/** Sends interactions to other services. Doing it again sends what is not there yet. */
export function pushKind(options: PushSource): JobKind {
  return defineJobKind({
    name: pushKindName,
    input,
    resumable: true,
    async run(request, context) {
      try {
        return await (request.target === 'langfuse'
          ? pushToLangfuse(request, options, context)
          : pushToLabelStudio(request, options, context));
      } catch (error) {
        throw publicFailure(error);
      }
    },
  });
}
