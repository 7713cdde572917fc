/**
 * A checksum that tells a damaged cache file from a whole one. Not a defence against a forger: who can write into the
 * git directory owns the repository.
 *
 * Two lanes of multiply, rotate and xor over 32-bit words (the mixing steps are MurmurHash3's). It is plain code rather
 * than `node:crypto` or `node:zlib`, because loading either costs a hook more than all the bytes that it sums.
 */

/** 16 hexadecimal digits. The seed binds the bytes to what they are for. */
export function checksum(bytes: Uint8Array, seed = 0): string {
  const [a, b] = lanes(bytes, seed);
  return hex(a) + hex(b);
}

/** 32 bits, unsigned. */
export function checksum32(bytes: Uint8Array, seed = 0): number {
  const [a, b] = lanes(bytes, seed);
  return (a ^ b) >>> 0;
}

function lanes(bytes: Uint8Array, seed: number): [number, number] {
  const whole = bytes.length & ~3;
  let a = seed ^ bytes.length;
  let b = ~seed ^ 0x9e3779b9;
  let at = 0;
  for (; at < whole; at += 4) {
    const word =
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24);
    a = Math.imul(a ^ word, 0xcc9e2d51);
    a = (a << 15) | (a >>> 17);
    b = Math.imul(b + word, 0x1b873593);
    b = (b << 13) | (b >>> 19);
  }
  for (; at < bytes.length; at++) {
    a = Math.imul(a ^ (bytes[at] as number), 0xcc9e2d51);
    b = Math.imul(b + (bytes[at] as number), 0x1b873593);
  }
  return [finish(a ^ b), finish(Math.imul(b, 5) + a)];
}

function finish(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
