/**
 * INI files as Python's configparser reads them: sections of keys, whose values go on in lines that are indented.
 */
import type { Spot, Value } from '../values.ts';
import { grown, newTable, type Table } from './tree.ts';

/** Sections as objects; a value of several lines is a list of them, blank ones left out. */
export function readIni(path: string, text: string): Value {
  const root = newTable({ path, line: 1 });
  let section: Table | null = null;
  let open: { readonly key: string; readonly spot: Spot; readonly lines: Line[]; readonly indent: number } | null =
    null;
  const close = (): void => {
    if (open !== null && section !== null) section.entries.set(open.key, valueIn(open.spot, open.lines));
    open = null;
  };
  for (const [at, raw] of text.split(/\r?\n/).entries()) {
    const spot = { path, line: at + 1 };
    const indent = raw.search(/\S/);
    if (indent < 0 || /^[#;]/.test(raw.slice(indent))) continue;
    if (open !== null && indent > open.indent) {
      open.lines.push({ spot, text: raw.trim() });
      continue;
    }
    close();
    const header = /^\[([^\]]+)\]/.exec(raw.trim())?.[1];
    const cut = raw.search(/[=:]/);
    if (header !== undefined) section = sectionOf(root, header, spot);
    else if (cut > 0) {
      const [key, value] = [raw.slice(0, cut).trim().toLowerCase(), raw.slice(cut + 1).trim()];
      open = { key, spot, indent, lines: value === '' ? [] : [{ spot, text: value }] };
    }
  }
  close();
  return grown(root);
}

interface Line {
  readonly spot: Spot;
  readonly text: string;
}

function sectionOf(root: Table, name: string, spot: Spot): Table {
  const known = root.entries.get(name);
  const section = known?.kind === 'table' ? known : newTable(spot);
  root.entries.set(name, section);
  return section;
}

function valueIn(spot: Spot, lines: readonly Line[]): Value {
  const strings = lines.map((line): Value => ({ kind: 'string', spot: line.spot, value: line.text }));
  const [only] = strings;
  return strings.length === 1 && only !== undefined ? only : { kind: 'array', spot, items: strings };
}
