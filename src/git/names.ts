/**
 * Names as git has them: bytes.
 *
 * Inside this folder a name is a string with one character per byte (`raw`): cheap to split, compare and use as a key,
 * and sorted as bytes are. Everything outside sees `path`, decoded, and `pathBytes` where decoding lost something, so
 * that two names that both show U+FFFD stay two files.
 */
export interface Name {
  /** Repository-relative, with `/`; what is not UTF-8 shows as U+FFFD. */
  readonly path: string;
  /** The bytes in hex, when `path` does not say them; otherwise null. */
  readonly pathBytes: string | null;
}

/** Splits output that `-z` terminates with NULs; gives raw names (or whatever stands between the NULs). */
export function splitNul(output: Buffer): string[] {
  const parts = output.toString('latin1').split('\0');
  if (parts.at(-1) === '') parts.pop();
  return parts;
}

/** Decodes a raw name. */
export function decodeName(raw: string): Name {
  if (!/[\x80-\xff]/.test(raw)) return { path: raw, pathBytes: null };
  const bytes = Buffer.from(raw, 'latin1');
  const path = bytes.toString('utf8');
  return { path, pathBytes: Buffer.from(path, 'utf8').equals(bytes) ? null : bytes.toString('hex') };
}

/** The raw name of a decoded path, or of a path given as bytes. */
export function rawName(path: string | Buffer): string {
  return typeof path === 'string' ? Buffer.from(path, 'utf8').toString('latin1') : path.toString('latin1');
}

/** What tells two files apart, even if their names show alike; of anything that is placed in a file. */
export function nameId({ path, pathBytes }: { readonly path: string; readonly pathBytes?: string | null }): string {
  return `${pathBytes ?? ''}\0${path}`;
}

/** The raw name behind what is shown. */
export function rawOf(name: Name): string {
  return name.pathBytes === null ? rawName(name.path) : Buffer.from(name.pathBytes, 'hex').toString('latin1');
}

/** Order of names: by bytes. */
export function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The letters behind a backslash that git writes for bytes that have one. */
const ESCAPES: Readonly<Record<string, string>> = {
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '"': '"',
  '\\': '\\',
};

/** A raw name as git shows it and reads it from a line: in quotes where it holds something else than plain ASCII. */
export function quoteName(raw: string): string {
  const quoted = raw.replace(/["\\\0-\x1f\x7f-\xff]/g, (byte) => {
    const letter = ESCAPES[byte] ?? byte.charCodeAt(0).toString(8).padStart(3, '0');
    return `\\${letter}`;
  });
  return quoted === raw ? raw : `"${quoted}"`;
}
