/**
 * TOML and INI files, as far as a folder is stated in them: keys with the strings of their values. Nothing is evaluated, a
 * broken file gives what can be read of it, and the time is linear in the text.
 */

/** `table.key` → the strings of its value, lists flattened; those of an inline table stand under `table.key.inner`. */
export type TomlStrings = ReadonlyMap<string, readonly string[]>;

const TOKEN =
  /#[^\n]*|"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:[^"\\\n]|\\.)*"?|'[^'\n]*'?|[\p{L}\p{N}_+-]+|\n|[^\s]/gu;

/** Deeper values are not looked into. */
const MOST_NESTED = 16;

/** A list or an inline table that is open: where its strings belong. */
interface Open {
  readonly isTable: boolean;
  readonly path: string;
  /** The key that is being read, null once its value has begun. */
  key: string[] | null;
  at: string;
}

/** The strings of a TOML file by their keys. */
export function tomlStrings(text: string): TomlStrings {
  const found = new Map<string, string[]>();
  let table = '';
  let header: string[] | null = null;
  let key: string[] | null = [];
  let path = '';
  let open: Open[] = [];
  const add = (value: string): void => {
    const at = open.at(-1)?.at ?? path;
    const list = found.get(at);
    if (list === undefined) found.set(at, [value]);
    else list.push(value);
  };
  for (const [token] of text.matchAll(TOKEN)) {
    const inner = open.at(-1);
    const value = stringIn(token);
    if (token.startsWith('#')) continue;
    if (token === '\n') {
      if (inner === undefined) {
        key = [];
        header = null;
      }
    } else if (header !== null) {
      if (token === ']') {
        table = header.join('.');
        header = null;
        key = null; // nothing follows in this line
        path = '';
      } else if (token !== '[' && token !== '.') header.push(value ?? token);
    } else if (key !== null) {
      if (token === '[' && key.length === 0) header = [];
      else if (token === '=') {
        path = below(table, key);
        key = null;
      } else if (token !== '.') key.push(value ?? token);
    } else if (path === '') {
    } else if (inner?.key != null && token !== '}') {
      if (token === '=') {
        inner.at = below(inner.path, inner.key);
        inner.key = null;
      } else if (token !== '.' && token !== ',') inner.key.push(value ?? token);
    } else if (token === '[' || token === '{') {
      const at = inner?.at ?? path;
      open.push({ isTable: token === '{', path: at, key: token === '{' ? [] : null, at });
      if (open.length > MOST_NESTED) {
        open = [];
        path = '';
      }
    } else if (token === ']' || token === '}') open.pop();
    else if (token === ',' && inner?.isTable === true) inner.key = [];
    else if (value !== null) add(value);
  }
  return found;
}

function below(table: string, key: readonly string[]): string {
  return table === '' ? key.join('.') : `${table}.${key.join('.')}`;
}

/** What a string token says, or null for anything else. Escapes stay as they are: no folder needs one. */
function stringIn(token: string): string | null {
  if (token.startsWith('"""') || token.startsWith("'''")) return token.slice(3, -3);
  if (!token.startsWith('"') && !token.startsWith("'")) return null;
  return token.slice(1, token.length > 1 && token.endsWith(token.charAt(0)) ? -1 : undefined);
}

/** `section.key` → its value, with the lines that go on. */
export function iniValues(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let section = '';
  let key: string | null = null;
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*(?:[#;]|$)/.test(line)) continue;
    if (/^\s/.test(line)) {
      if (key !== null) found.set(key, `${found.get(key) ?? ''}\n${line.trim()}`);
      continue;
    }
    const header = line.startsWith('[') ? line.indexOf(']') : -1;
    const cut = line.search(/[=:]/);
    key = header < 0 && cut > 0 ? `${section}.${line.slice(0, cut).trim()}` : null;
    if (header >= 0) section = line.slice(1, header).trim();
    else if (key !== null) found.set(key, line.slice(cut + 1).trim());
  }
  return found;
}
