/**
 * Cases of the Python editor, in `test/fixtures/fixes/python`; adding one adds no code.
 *
 *   == what the case shows           and perhaps the file's name: `== … (a.md)`
 *   a.b:Old > n.m:New                what becomes of what (mapping.ts)
 *   -- before
 *   -- after                         or `-- refused: form`
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Case {
  readonly name: string;
  readonly path: string;
  readonly rules: readonly string[];
  readonly before: string;
  readonly after: string | null;
  readonly refused: string | null;
}

const folder = join(import.meta.dirname, '../../fixtures/fixes/python');

export function readCases(file: string): Case[] {
  const [, ...cases] = `\n${readFileSync(join(folder, file), 'utf8')}`.split('\n== ');
  return cases.map((text) => {
    const parts =
      /^(.*?)(?: \(([\w.]+)\))?\n(.*?)\n?-- before\n(.*?)(?:-- after\n(.*?))?(?:-- refused: (\S+)\n)?$/s.exec(
        `${text}\n`.replace(/\n+$/, '\n'),
      );
    if (parts === null) throw new Error(`${file}: ${text}`);
    const [, name = '', path = 'a.py', rules = '', before = '', after, refused] = parts;
    return {
      name,
      path,
      rules: rules.split('\n').filter((line) => line !== ''),
      before,
      after: after ?? null,
      refused: refused ?? null,
    };
  });
}

export const LINE_ENDS = ['\n', '\r\n', '\r'] as const;

export function caseFiles(): string[] {
  return readdirSync(folder).sort();
}
