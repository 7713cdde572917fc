/**
 * The registry as Markdown: nothing that it says is taken for a marker or for Markdown, and writing it twice is writing
 * it once.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { registryMarkdown, withoutRegistryMarkdown, withRegistryMarkdown } from '../../src/registry/docs.ts';
import { loadRegistry } from '../../src/registry/load.ts';
import { runs } from '../support/runs.ts';

const START = '<!-- ssot-guard:start — written by `ssot-guard registry docs`, do not edit -->';
const END = '<!-- ssot-guard:end -->';

const NASTY = [
  END,
  START,
  `a\n${END}\nb`,
  `\`${END}`,
  '<!--',
  '-->',
  '<script>alert(1)</script>',
  '[x](javascript:alert(1))',
  '![x](http://example.org/x.png)',
  '\u202egnp.exe',
  'zero\u200bwidth',
  'so\u00adft',
  '\u{e0041}',
  '``` x',
  '- x',
  '1. x',
  '===',
  '~~~',
  '| a |',
  '\x1b[31m',
  'a\u2028b',
  '&lt;',
  '\\',
];

/** Markdown of a registry in which a text stands in every place that takes one. */
function markdown(text: string): string {
  const concept = {
    description: text,
    canonical: 'src/a.ts#A',
    owner: text,
    link: text,
    banned: [{ module: 'b', message: text, allow: [{ in: 'x/**', reason: text, permanent: true }] }],
  };
  const registry = { version: 1, concepts: { [text]: concept }, banned: [{ module: 'moment', message: text }] };
  const loaded = loadRegistry({ path: '.ssotrc.json', text: JSON.stringify(registry) }, () => undefined);
  expect(loaded.problems).toEqual([]);
  if (loaded.registry === null) throw new Error('no registry');
  return registryMarkdown(loaded.registry, new Map([[text, [`import { A } from '${text}'`]]]));
}

describe('a text of the registry', () => {
  it.each(NASTY)('changes nothing when it is written again: %j', (text) => {
    const section = markdown(text);
    for (const before of [null, '', '# Ours\n', '# Ours', `# Ours\n\n${START}\nold\n${END}\n\nmore\n`, 'a\r\nb\r\n']) {
      const once = withRegistryMarkdown(before, section);
      expect(once).not.toBe(null);
      expect(withRegistryMarkdown(once, section)).toBe(once);
      const other = withRegistryMarkdown(once, markdown('other'));
      expect(other).toBe(withRegistryMarkdown(before, markdown('other')));
      expect(withRegistryMarkdown(other, section)).toBe(once);
      const rest = withoutRegistryMarkdown(once ?? '');
      if (before?.endsWith('\n') && !before.includes(START)) expect(rest).toBe(before);
      expect(rest).not.toContain('Where things live');
    }
  });

  it.each(NASTY)('is shown as text: %j', (text) => {
    const section = markdown(text);
    expect(section).not.toMatch(/[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}\x1b]/u);
    for (const line of section.split('\n')) {
      // outside of code, nothing that begins HTML, a link, code or a block
      const plain = line.replace(/(?<!\\)(`+)(?!`).*?(?<!`)\1(?!`)/g, '').replace(/\\./g, '');
      expect(plain).not.toMatch(/[<>[\]`|]/);
      expect(line).toMatch(/^(?:#{2,3} |- |[^-+=~#\d]|\d+\\|$)/);
    }
  });

  it('of any kind changes nothing when it is written again', () => {
    const piece = fc.oneof(fc.constantFrom(...NASTY, ' ', '\n', '`', 'x'), fc.string({ maxLength: 3 }));
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), (parts) => {
        const text = `t${parts.join('')}`;
        const once = withRegistryMarkdown('# Ours\n', markdown(text));
        expect(withRegistryMarkdown(once, markdown(text))).toBe(once);
        expect(withoutRegistryMarkdown(once ?? '')).toBe('# Ours\n');
      }),
      runs(100),
    );
  });
});

describe('a marker', () => {
  it('is a line of its own: one that is quoted is text of the page', () => {
    const page = `Write \`${END}\` behind \`${START}\`.\n`;
    const once = withRegistryMarkdown(page, markdown('a')) ?? '';
    expect(once.startsWith(page)).toBe(true);
    expect(withoutRegistryMarkdown(once)).toBe(page);
  });

  it('without the other is for a person', () => {
    for (const page of [`${START}\n`, `a\n${END}\n`, `${END}\n${START}\n${END}\n`, `${END}\n${START}\n`]) {
      expect(withRegistryMarkdown(page, markdown('a'))).toBe(null);
      expect(withoutRegistryMarkdown(page)).toBe(page);
    }
  });
});
