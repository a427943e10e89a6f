import { characters, choice, empty, literal, nothing, repeat, sequence, type Expression } from './expression.ts';
import { maximumDigits } from './json-rules.ts';

export interface Bound {
  value: number;
  exclusive: boolean;
}

export interface NumberRange {
  integer: boolean;
  minimum?: Bound | undefined;
  maximum?: Bound | undefined;
}

/** Whether no number at all lies within. */
export function isEmptyRange({ integer, minimum, maximum }: NumberRange): boolean {
  if (!minimum || !maximum) return false;
  if (minimum.value > maximum.value) return true;
  if (minimum.value === maximum.value && (minimum.exclusive || maximum.exclusive)) return true;
  if (!integer) return false;
  const first = minimum.exclusive ? Math.floor(minimum.value) + 1 : Math.ceil(minimum.value);
  const last = maximum.exclusive ? Math.ceil(maximum.value) - 1 : Math.floor(maximum.value);
  return first > last;
}

/**
 * Numbers in plain decimal notation within a range that has at least one bound.
 *
 * A number is compared as text here and as a double by whoever validates it. Both agree, because rounding keeps order,
 * and because beside an exclusive bound no more than 15 significant digits are written, which a double tells apart.
 */
export function numberRange(range: NumberRange): Expression {
  const fractionDigits = fractionDigitsOf(range);
  const limit = 10n ** BigInt(maximumDigits + fractionDigits) - 1n;
  let low = range.minimum && scale(range.minimum, fractionDigits, 'up');
  let high = range.maximum && scale(range.maximum, fractionDigits, 'down');
  // A missing or far away bound becomes the largest number that is written at all.
  if (high === undefined || high > limit) high = low !== undefined && low > limit ? (high ?? low * 10n) : limit;
  if (low === undefined || low < -limit) low = high < -limit ? (low ?? high * 10n) : -limit;
  const smallestNegative = high < 0n ? -high : 1n;
  return choice([
    sequence(literal('-'), decimalsBetween(smallestNegative, -low, fractionDigits)),
    decimalsBetween(low < 0n ? 0n : low, high, fractionDigits),
  ]);
}

function fractionDigitsOf({ integer, minimum, maximum }: NumberRange): number {
  if (integer) return 0;
  const wholeDigits = [minimum, maximum].map((bound) =>
    bound?.exclusive ? BigInt(Math.trunc(Math.abs(bound.value))).toString().length : 0,
  );
  return Math.max(0, maximumDigits - Math.max(...wholeDigits));
}

/** The bound in units of the last fraction digit, rounded into the range; an exclusive one moves on by one unit. */
function scale({ value, exclusive }: Bound, fractionDigits: number, direction: 'up' | 'down'): bigint {
  const [mantissa = '0', exponent = '0'] = value.toString().split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const places = Number(exponent) - fraction.length + fractionDigits;
  const units = BigInt(whole + fraction);
  if (places >= 0) {
    const scaled = units * 10n ** BigInt(places);
    if (!exclusive) return scaled;
    return direction === 'up' ? scaled + 1n : scaled - 1n;
  }
  const divisor = 10n ** BigInt(-places);
  const quotient = units / divisor;
  const remainder = units % divisor;
  if (remainder === 0n) return scaleExact(quotient, exclusive, direction);
  // BigInt division rounds towards zero.
  if (direction === 'up') return remainder > 0n ? quotient + 1n : quotient;
  return remainder < 0n ? quotient - 1n : quotient;
}

function scaleExact(units: bigint, exclusive: boolean, direction: 'up' | 'down'): bigint {
  if (!exclusive) return units;
  return direction === 'up' ? units + 1n : units - 1n;
}

/** Non-negative decimals from `low` to `high`, both in units of the last of `fractionDigits`. */
function decimalsBetween(low: bigint, high: bigint, fractionDigits: number): Expression {
  if (low > high) return nothing;
  const unit = 10n ** BigInt(fractionDigits);
  const [lowWhole, highWhole] = [low / unit, high / unit];
  if (fractionDigits === 0) return wholeBetween(lowWhole, highWhole);
  const lowFraction = (low % unit).toString().padStart(fractionDigits, '0');
  const highFraction = (high % unit).toString().padStart(fractionDigits, '0');
  if (lowWhole === highWhole) {
    return sequence(literal(lowWhole.toString()), fractionBetween(lowFraction, highFraction));
  }
  const zeros = '0'.repeat(fractionDigits);
  const nines = '9'.repeat(fractionDigits);
  return choice([
    sequence(literal(lowWhole.toString()), fractionBetween(lowFraction, nines)),
    sequence(wholeBetween(lowWhole + 1n, highWhole - 1n), fractionBetween(zeros, nines)),
    sequence(literal(highWhole.toString()), fractionBetween(zeros, highFraction)),
  ]);
}

function wholeBetween(low: bigint, high: bigint): Expression {
  if (low > high) return nothing;
  const options: Expression[] = [];
  for (let length = low.toString().length; length <= high.toString().length; length += 1) {
    const shortest = length === 1 ? 0n : 10n ** BigInt(length - 1);
    const longest = 10n ** BigInt(length) - 1n;
    const from = low > shortest ? low : shortest;
    const to = high < longest ? high : longest;
    options.push(digitsBetween({ low: from.toString(), high: to.toString(), mayEnd: false }));
  }
  return choice(options);
}

/** `.` and digits, or nothing where `low` is zero. */
function fractionBetween(low: string, high: string): Expression {
  const digits = sequence(literal('.'), digitsBetween({ low, high, mayEnd: true }));
  return isZero(low) ? choice([empty, digits]) : digits;
}

interface DigitBounds {
  /** As many digits as `high`. */
  low: string;
  high: string;
  /** Whether trailing zeros may be left out. */
  mayEnd: boolean;
}

/** Digit strings from `low` to `high`, at least one digit; the digits before `place` decide which bounds still hold. */
function digitsBetween(bounds: DigitBounds, place = 0, afterLow = true, afterHigh = true): Expression {
  const { low, high, mayEnd } = bounds;
  const rest = low.length - place;
  const lowTight = afterLow && !isZero(low.slice(place));
  const highTight = afterHigh && !isNines(high.slice(place));
  const least = mayEnd ? Math.min(place === 0 ? 1 : 0, rest) : rest;
  if (!lowTight && !highTight) return repeat(characters('0-9'), least, rest);

  const lowDigit = lowTight ? Number(low[place]) : 0;
  const highDigit = highTight ? Number(high[place]) : 9;
  const options: Expression[] = [];
  if (least === 0 && !lowTight) options.push(empty);
  if (lowTight && highTight && lowDigit === highDigit) {
    return sequence(literal(String(lowDigit)), digitsBetween(bounds, place + 1, true, true));
  }
  if (lowTight) options.push(sequence(literal(String(lowDigit)), digitsBetween(bounds, place + 1, true, false)));
  const first = lowTight ? lowDigit + 1 : 0;
  const last = highTight ? highDigit - 1 : 9;
  if (first <= last) {
    options.push(sequence(characters(`${first}-${last}`), digitsBetween(bounds, place + 1, false, false)));
  }
  if (highTight) options.push(sequence(literal(String(highDigit)), digitsBetween(bounds, place + 1, false, true)));
  return choice(options);
}

function isZero(digits: string): boolean {
  return /^0*$/.test(digits);
}

function isNines(digits: string): boolean {
  return /^9*$/.test(digits);
}
