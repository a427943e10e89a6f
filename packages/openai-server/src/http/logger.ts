/** The part of a pino logger that the routes use. */
export interface Logger {
  error(details: object, message: string): void;
  warn(details: object, message: string): void;
}
