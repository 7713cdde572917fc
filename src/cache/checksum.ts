/**
 * A checksum that tells a damaged cache file from a whole one. Not a defence against a forger: who can write into the
 * git directory owns the repository.
 *
 * One or two lanes of multiply and rotate over words of this machine's order (the mixing steps are MurmurHash3's). It is
 * plain code rather than `node:crypto` or `node:zlib`, because loading either costs a hook more than all the bytes that it
 * sums. A hook sums so little that the loop is interpreted, and should stay so: to optimise it takes V8 two milliseconds.
 */
const { imul } = Math;

/** 16 hexadecimal digits. The seed binds the bytes to what they are for. */
export function checksum(bytes: Uint8Array, seed = 0): string {
  const words = wordsOf(bytes);
  const a = lane(words, bytes, seed, 0xcc9e2d51);
  const b = lane(words, bytes, ~seed ^ 0x9e3779b9, 0x1b873593);
  return hex(finish(a ^ b)) + hex(finish(imul(b, 5) + a));
}

/** 32 bits, unsigned. */
export function checksum32(bytes: Uint8Array, seed = 0): number {
  return finish(lane(wordsOf(bytes), bytes, seed, 0xcc9e2d51));
}

function lane(words: Int32Array, bytes: Uint8Array, seed: number, factor: number): number {
  let sum = seed ^ bytes.length;
  for (let at = 0; at < words.length; at++) {
    sum = imul(sum ^ (words[at] as number), factor);
    sum = (sum << 15) | (sum >>> 17);
  }
  for (let at = words.length * 4; at < bytes.length; at++) sum = imul(sum ^ (bytes[at] as number), factor);
  return sum;
}

/** All whole words; a copy where they do not lie on their places. */
function wordsOf(bytes: Uint8Array): Int32Array {
  const { buffer, byteOffset } = (bytes.byteOffset & 3) === 0 ? bytes : new Uint8Array(bytes);
  return new Int32Array(buffer, byteOffset, bytes.length >>> 2);
}

function finish(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
