/** Element types that PEFT saves. */
export type FloatType = 'F32' | 'F16' | 'BF16' | 'F64';

export function isFloatType(dtype: string): dtype is FloatType {
  return dtype === 'F32' || dtype === 'F16' || dtype === 'BF16' || dtype === 'F64';
}

/** Numbers of a tensor's little-endian bytes; exact but for F64. */
export function decodeFloats(bytes: Buffer, dtype: FloatType): Float32Array {
  const values = new Float32Array(bytes.length / { F64: 8, F32: 4, F16: 2, BF16: 2 }[dtype]);
  const bits = new Uint32Array(values.buffer);
  for (let index = 0; index < values.length; index += 1) {
    if (dtype === 'F32') bits[index] = bytes.readUInt32LE(index * 4);
    else if (dtype === 'BF16') bits[index] = bytes.readUInt16LE(index * 2) << 16;
    else if (dtype === 'F16') values[index] = halfToNumber(bytes.readUInt16LE(index * 2));
    else values[index] = bytes.readDoubleLE(index * 8);
  }
  return values;
}

/** Little-endian bytes; F16 rounds to the nearest, ties to even (IEEE 754). */
export function encodeFloats(values: Float32Array, type: 'f32' | 'f16'): Buffer {
  const bytes = Buffer.alloc(values.length * (type === 'f32' ? 4 : 2));
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (const [index, word] of bits.entries()) {
    if (type === 'f32') bytes.writeUInt32LE(word, index * 4);
    else bytes.writeUInt16LE(floatBitsToHalf(word), index * 2);
  }
  return bytes;
}

function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function floatBitsToHalf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const exponent = (bits >>> 23) & 0xff;
  const fraction = bits & 0x7fffff;
  if (exponent === 0xff) return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200);
  const halfExponent = exponent - 127 + 15;
  if (halfExponent >= 0x1f) return sign | 0x7c00;
  if (halfExponent < -10) return sign;
  // Numbers below 2^-14 have no implicit leading one.
  const isSubnormal = halfExponent <= 0;
  const significand = isSubnormal ? fraction | 0x800000 : fraction;
  const dropped = isSubnormal ? 14 - halfExponent : 13;
  const kept = significand >>> dropped;
  const rest = significand & ((1 << dropped) - 1);
  const half = 1 << (dropped - 1);
  const roundsUp = rest > half || (rest === half && (kept & 1) === 1);
  // A carry into the exponent is the right result, also when it gives infinity.
  return sign | ((isSubnormal ? kept : (halfExponent << 10) | kept) + (roundsUp ? 1 : 0));
}
