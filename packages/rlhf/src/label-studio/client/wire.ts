import { z } from 'zod';

/** One thing that an annotator did with one control of the template. */
export interface AnnotationResult {
  /** Name of the control. */
  control: string;
  type: string;
  value: Record<string, unknown>;
}

export interface Annotation {
  id: number;
  /** Number of the user. */
  userId?: number | undefined;
  email?: string | undefined;
  /** The annotator skipped the task. */
  skipped: boolean;
  /** ISO 8601, UTC. */
  updatedAt: string;
  results: AnnotationResult[];
}

export interface AnnotationTask {
  id: number;
  project?: number | undefined;
  data: Record<string, unknown>;
  annotations: Annotation[];
}

export interface LabelStudioProject {
  id: number;
  title: string;
  description: string;
  /** The template, as XML. */
  labelConfig: string;
  createdAt: string;
  taskCount: number;
}

const id = z.int().min(1);

const resultSchema = z
  .looseObject({
    from_name: z.string().optional(),
    type: z.string().optional(),
    value: z.record(z.string(), z.unknown()).optional(),
  })
  .transform((result): AnnotationResult => ({
    control: result.from_name ?? '',
    type: result.type ?? '',
    value: result.value ?? {},
  }));

const annotationSchema = z
  .looseObject({
    id,
    // A number in lists and in exports; the whole user where one task is asked for.
    completed_by: z.union([z.int(), z.looseObject({ id: z.int(), email: z.string().optional() })]).nullish(),
    was_cancelled: z.boolean().nullish(),
    updated_at: z.string().optional(),
    created_at: z.string(),
    result: z.array(resultSchema).nullish(),
  })
  .transform((annotation): Annotation => {
    const by = annotation.completed_by ?? undefined;
    return {
      id: annotation.id,
      userId: typeof by === 'object' ? by.id : by,
      email: typeof by === 'object' ? by.email : undefined,
      skipped: annotation.was_cancelled ?? false,
      updatedAt: new Date(annotation.updated_at ?? annotation.created_at).toISOString(),
      results: annotation.result ?? [],
    };
  });

/** A task with its annotations, as Label Studio's API and its JSON exports have it. */
export const taskSchema: z.ZodType<AnnotationTask> = z
  .looseObject({
    id,
    project: z.int().nullish(),
    data: z.record(z.string(), z.unknown()),
    annotations: z.array(annotationSchema).nullish(),
  })
  .transform((task) => ({
    id: task.id,
    project: task.project ?? undefined,
    data: task.data,
    annotations: task.annotations ?? [],
  }));

export const taskPageSchema: z.ZodType<{ tasks: AnnotationTask[]; total: number }> = z.looseObject({
  tasks: z.array(taskSchema),
  total: z.number(),
});

export const projectSchema: z.ZodType<LabelStudioProject> = z
  .looseObject({
    id,
    title: z.string(),
    description: z.string().nullish(),
    label_config: z.string().nullish(),
    created_at: z.string(),
    task_number: z.number().nullish(),
  })
  .transform((project) => ({
    id: project.id,
    title: project.title,
    description: project.description ?? '',
    labelConfig: project.label_config ?? '',
    createdAt: project.created_at,
    taskCount: project.task_number ?? 0,
  }));

export const projectPageSchema: z.ZodType<{ results: LabelStudioProject[]; next?: string | null | undefined }> =
  z.looseObject({ results: z.array(projectSchema), next: z.string().nullish() });

/** In lists of users and for oneself. */
export const userSchema: z.ZodType<{ id: number; email: string }> = z.looseObject({ id, email: z.string() });

/** `task_ids` is missing where a server imports in the background. */
export const importSchema: z.ZodType<{ task_ids?: number[] | undefined }> = z.looseObject({
  task_ids: z.array(id).optional(),
});

export const webhookSchema: z.ZodType<{ id: number; url: string }> = z.looseObject({ id, url: z.string() });
