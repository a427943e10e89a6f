import { digest } from '../tasks/digest.ts';

/**
 * Where a task's annotations come from: their judgements' ids begin with it, so that pulling again finds them. Of a task
 * and not of a project: where two tasks ask the same, no annotation in one of them takes nothing back in the other.
 */
export function originOf(url: string, project: number, task: number): string {
  return `label-studio-${digest(url, project).slice(0, 12)}-${task}-`;
}

/**
 * Of one judgement: the same annotation in the same state after the same earlier judgement has the same id, in whichever
 * process it is read. What was judged before is part of it, so that who goes back to an earlier opinion is heard.
 */
export function judgementId(
  origin: string,
  annotation: number,
  updatedAt: string,
  previous: string | undefined,
): string {
  return `${origin}${annotation}-${digest(annotation, updatedAt, previous)}`;
}
