/** What a row says cannot be said in the form that is wanted; `message` says why, for people. */
export class NotExpressible extends Error {
  override readonly name = 'NotExpressible';
}
