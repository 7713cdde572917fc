/**
 * Paths as parts of addresses.
 */

/** A file, known by its raw name in hex where that is not UTF-8. */
interface FileName {
  readonly path: string;
  readonly pathBytes?: string;
}

/**
 * A repository path as a relative reference (RFC 3986): the bytes of the name, all but letters, digits, `-._~` and the
 * separators in per cent. So a `:` names no scheme, a `#` no fragment, and a name that is not UTF-8 stays itself.
 */
export function relativeReference({ path, pathBytes }: FileName): string {
  const bytes = pathBytes === undefined ? Buffer.from(path, 'utf8') : Buffer.from(pathBytes, 'hex');
  return bytes.toString('latin1').replace(/[^\w.~/-]/g, percent);
}

function percent(byte: string): string {
  return `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
