/**
 * What makes two findings the same debt, today and after the next edit.
 *
 * The identity of a finding leaves out everything that moves when other lines change: rule, concept, module key, path
 * and symbol. Where one file holds several of one identity, their order by position tells them apart. The fingerprint
 * is a short hash of both, for report formats that track findings; 64 bits of FNV-1a, computed here because loading
 * node:crypto costs a hook run about 3 ms, hashing fifty findings this way 0.3 ms.
 */
import type { Finding } from '../types.ts';

/** The part of a finding that its identity is made of. `name` is the imported or defined symbol. */
export type Identified = Pick<Finding, 'rule' | 'concept' | 'module' | 'path' | 'name'> & {
  readonly pathBytes?: string;
};

/** The identity as one string. A raw name in hex takes the place of a path that is not UTF-8. */
export function identityOf(finding: Identified): string {
  return identityAt(identityWithoutPath(finding), finding.path, finding.pathBytes);
}

/** The identity without the path: what a finding keeps when its file moves. */
export function identityWithoutPath({ rule, concept, module, name }: Omit<Identified, 'path'>): string {
  return joined(rule, concept, module, name);
}

/** The parts as one string. None of them is ever empty, and none holds a NUL, so they cannot run into each other. */
export function joined(rule: string, concept: string | null, module: string | null, name: string | null): string {
  return `${rule}\0${concept ?? ''}\0${module ?? ''}\0${name ?? ''}`;
}

/** The identity that something with an identity without a path has in a file. */
export function identityAt(withoutPath: string, path: string, pathBytes: string | undefined): string {
  return pathBytes === undefined ? `${withoutPath}\0${path}` : `${withoutPath}\0\0${pathBytes}`;
}

/**
 * One fingerprint per finding, 16 hex digits.
 * @param findings sorted by path and position; they may be of many files
 */
export function fingerprints(findings: readonly Identified[]): string[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const identity = identityOf(finding);
    const ordinal = seen.get(identity) ?? 0;
    seen.set(identity, ordinal + 1);
    return fnv1a64(`${identity}\0${ordinal}`);
  });
}

/** FNV-1a, 64 bits, over the UTF-8 bytes of a text, as 16 hex digits (Fowler, Noll, Vo; draft-eastlake-fnv). */
export function fnv1a64(text: string): string {
  // The state in four limbs of 16 bits, lowest first: products stay exact without BigInt.
  let [a, b, c, d] = [0x2325, 0x8422, 0x9ce4, 0xcbf2];
  for (const byte of Buffer.from(text, 'utf8')) {
    a ^= byte;
    // The prime is 2^40 + 0x1b3: times 0x1b3, plus the two lowest limbs shifted by 40 bits.
    const low = a * 0x1b3;
    const second = b * 0x1b3 + (low >>> 16);
    const third = c * 0x1b3 + ((a << 8) & 0xffff) + (second >>> 16);
    const fourth = d * 0x1b3 + ((b << 8) & 0xffff) + (a >>> 8) + (third >>> 16);
    a = low & 0xffff;
    b = second & 0xffff;
    c = third & 0xffff;
    d = fourth & 0xffff;
  }
  return [d, c, b, a].map((limb) => limb.toString(16).padStart(4, '0')).join('');
}
