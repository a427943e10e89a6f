import type { CallNotation, NotationPart } from './call-notation.ts';
import type { ParameterTags } from './tagged-parameters.ts';

/** Templates of one family differ in where they break lines. */
const line: NotationPart = { rule: String.raw`[\n]?`, example: '\n' };

/**
 * How a grammar writes calls with these tags.
 *
 * @param blocks whether each call has a block of its own.
 */
export function tagNotation(
  { block, call, parameter, padded }: ParameterTags,
  { blocks = false }: { blocks?: boolean } = {},
): CallNotation {
  const open = block.open[0] === undefined ? '' : `${block.open[0]}\n`;
  const close = block.close[0] === undefined ? '' : `\n${block.close[0]}`;
  const { attributes, valueOpen } = parameter;
  const attribute = (isText: boolean): string => {
    const kinds = Object.entries(attributes?.types ?? {});
    return kinds.find(([, types]) => types?.includes('string') === isText)?.[0] ?? '';
  };
  const pad = padded ? '\n' : '';
  return {
    open: blocks ? '' : open,
    close: blocks ? '' : close,
    between: '\n',
    before: (name) => [`${blocks ? open : ''}${call.open}${name}${call.nameEnd}`, line],
    after: `${call.close}${blocks ? close : ''}`,
    parameters: {
      around: (key, isText) => ({
        before: [
          `${parameter.open}${key}${parameter.keyEnd}`,
          ...(attributes ? [` ${attribute(isText)}${attributes.end}`] : []),
          ...(valueOpen === undefined ? [] : [line, valueOpen]),
          pad,
        ],
        after: `${pad}${parameter.close}`,
      }),
      between: '\n',
      textEnd: parameter.close,
      untyped: attributes === undefined,
    },
  };
}
