/** Escape sequences of terminals: colours, cursor movements, titles. */
const terminalSequences = expression(
  String.raw`\x1B(?:\[[0-?]{0,32}[ -/]{0,8}[@-~]|\][^\x07\x1B]{0,256}(?:\x07|\x1B\\))`,
);
/** C0 and C1 but for tab and line ends; annotations; what is no character. */
const controls = expression(
  String.raw`[\0-\x08\x0B\x0C\x0E-\x1F\x7F-\x84\x86-\x9F\uFFF9-\uFFFB\uFDD0-\uFDEF\uFFFE\uFFFF]`,
);
const zeroWidth = /[\u200B\u2060-\u2064\uFEFF\u00AD\u180E]/g;
/** Joiners mean something between letters of Arabic and Indic scripts, and between emoji. */
const idleJoiners = expression(
  String.raw`(?<![\u0600-\u08FF\u0900-\u0DFF\u1000-\u109F\u1800-\u18AF\uFE0F\p{Extended_Pictographic}\u{1F3FB}-\u{1F3FF}])[\u200C\u200D]+`,
);
const overrides = /[\u202D\u202E]/g;
const directions = /[\u200E\u200F\u202A-\u202C\u2066-\u2069]/g;
const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;
/** Invisible copies of ASCII; within flags of regions they are meant. Selectors of variants that follow no ideograph. */
const hiddenTags =
  /(\u{1F3F4}[\u{E0020}-\u{E007F}]{1,16})|[\u{E0000}-\u{E007F}]+|(?<!\p{Script=Han})[\u{E0100}-\u{E01EF}]+/gu;

/**
 * Takes away what nobody sees: control characters and terminals' sequences, zero-width spaces, soft hyphens, byte order marks,
 * hidden tags, and marks of direction in texts that have no letters written from right to left. Joiners stay where they mean something.
 */
export function removeInvisible(text: string): string {
  // Most texts have none of it.
  if (!/[^\t\n\r -~\u00A1-\u00AC\u00AE-\u02FF]/.test(text)) return text;
  const visible = text
    .toWellFormed()
    .replaceAll(terminalSequences, '')
    .replaceAll(controls, '')
    .replaceAll(zeroWidth, '')
    .replaceAll(idleJoiners, '')
    .replaceAll(overrides, '')
    .replaceAll(hiddenTags, '$1');
  return rightToLeft.test(visible) ? visible : visible.replaceAll(directions, '');
}

/** From a string: in a literal these characters would be taken for mistakes. */
function expression(source: string): RegExp {
  return new RegExp(source, 'gu');
}
