/**
 * The `packages` list of pnpm-workspace.yaml, which is all that module identity needs of YAML.
 */

/** The patterns under `packages:`; empty when there is no such key, null when its value is not a plain list. */
export function pnpmPackages(text: string): string[] | null {
  const lines = text.split(/\r?\n/);
  const at = lines.findIndex((line) => /^(?:packages|"packages"|'packages')\s*:/.test(line));
  if (at < 0) return [];
  const rest = (lines[at] ?? '').replace(/^[^:]*:\s*/, '');
  return /^(?:#.*)?$/.test(rest) ? blockList(lines.slice(at + 1)) : flowList([rest, ...lines.slice(at + 1)].join('\n'));
}

/** `- a` lines up to the next key. */
function blockList(lines: readonly string[]): string[] | null {
  const found: string[] = [];
  for (const line of lines) {
    if (/^\s*(?:#.*)?$/.test(line)) continue;
    const item = /^\s*-\s+(.*)$/.exec(line)?.[1];
    if (item === undefined) {
      if (/^\s/.test(line)) return null;
      break;
    }
    const entry = entryOf(item.trim());
    if (entry === null) return null;
    found.push(entry);
  }
  return found;
}

/** `[a, 'b']`, over as many lines as it takes. */
function flowList(text: string): string[] | null {
  const close = text.indexOf(']');
  if (!text.startsWith('[') || close < 0) return null;
  const entries = text
    .slice(1, close)
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '' && !part.startsWith('#'))
    .map(entryOf);
  return entries.every((entry) => entry !== null) ? entries : null;
}

/** One entry: quoted without escapes, or plain; null for anything that YAML would read as something else. */
function entryOf(text: string): string | null {
  const quote = text[0];
  if (quote === '"' || quote === "'") {
    const end = text.indexOf(quote, 1);
    const value = text.slice(1, end);
    return end < 0 || value.includes('\\') || !/^\s*(?:#|$)/.test(text.slice(end + 1)) ? null : value;
  }
  const comment = text.search(/\s#/);
  const plain = (comment < 0 ? text : text.slice(0, comment)).trim();
  return plain === '' || /^[[\]{}&#?|>%@`-]|: |:$/.test(plain) ? null : plain;
}
