/**
 * What becomes of a parameter of a request:
 * - `honoured`: it does what its documentation says
 * - `refused`: 400 `unsupported_parameter`, unless its value is one of `neutral`, which asks for nothing
 * - `ignored`: accepted without effect and named in the header `x-tuneloop-ignored`; values in `refusedValues` are refused
 *
 * `null` always means the same as leaving a parameter out.
 */
export type ParameterRule =
  | { class: 'honoured' }
  | { class: 'refused'; neutral?: readonly unknown[]; instead?: string }
  | { class: 'ignored'; refusedValues?: readonly unknown[]; instead?: string };

export type ParameterTable = Readonly<Record<string, ParameterRule>>;
