/** The pages of `docs/`: the reference is what the program's lists give, and no link leads nowhere. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { referencePages, registryKeys } from '../../scripts/reference.ts';
import { rules } from '../../src/rules/index.ts';
import { expectGolden } from '../support/golden.ts';

const TOP = join(import.meta.dirname, '../..');
const DOCS = join(TOP, 'docs');
const PAGES = [
  ...readdirSync(DOCS).map((name) => join(DOCS, name)),
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'].map((name) => join(TOP, name)),
];

test('the reference is what the lists give', async () => {
  for (const [name, text] of await referencePages()) expectGolden(join(DOCS, name), text);
});

test('rules obey keys that the registry has', () => {
  const keys = registryKeys();
  expect(rules.flatMap(({ options }) => options).filter((key) => !keys.includes(key))).toEqual([]);
  expect(keys).toContain('concepts.<name>.banned.allow[].until');
});

describe('links', () => {
  test.each(PAGES.map((page) => [relative(TOP, page), page]))('%s', (_name, page) => {
    const text = readFileSync(page, 'utf8').replace(/^```.*?^```/gms, '');
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    const dead = links.filter((target) => !/^https?:/.test(target) && !leads(page, target));
    expect(dead).toEqual([]);
  });
});

function leads(from: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? from : join(dirname(from), path);
  if (!existsSync(file) || anchor === undefined) return existsSync(file);
  return anchorsOf(readFileSync(file, 'utf8')).includes(anchor);
}

/** As GitHub makes them of headings. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}
