/** What a call does at a path: look at it, make or change it, or take it away. */
export type PathAccess = 'read' | 'write' | 'remove';

/** A path among the arguments of a call. */
export interface PathUse {
  path: string;
  access: PathAccess;
}
