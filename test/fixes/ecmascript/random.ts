/**
 * Import statements at random, as tokens with something between each two: how people write them, and how nobody does.
 */
import fc from 'fast-check';

/** What may stand between two tokens: as a formatter has it, or lines and comments. */
const USUAL: fc.Arbitrary<string | null> = fc.constant(null);
const ODD = fc.constantFrom(
  '',
  ' ',
  '  ',
  '\t',
  '\n',
  '\n  ',
  ' /* c */ ',
  '/* d */',
  ' // e\n',
  '\n  // f\n  ',
  '\n\n',
);
const NO_COMMENTS = fc.constantFrom('', ' ', '  ', '\t', '\n', '\n  ', '\n\n');

export interface Style {
  /** What stands between tokens that nothing else is said of, one after the other. */
  readonly gaps: readonly (string | null)[];
  readonly lines: boolean;
  readonly pad: string;
  readonly eol: string;
}

/** @param comments how often something odd stands between two tokens, and whether comments may */
export function styles(comments: boolean): fc.Arbitrary<Style> {
  const gap = fc.oneof({ weight: 12, arbitrary: USUAL }, { weight: 1, arbitrary: comments ? ODD : NO_COMMENTS });
  return fc.record({
    gaps: fc.array(gap, { minLength: 60, maxLength: 60 }),
    lines: fc.boolean(),
    pad: fc.constantFrom(' ', ''),
    eol: fc.constantFrom('\n', '\r\n'),
  });
}

const WORD = /^[\w$]/;

/** The tokens as a text, each two with a gap. */
export function joined(tokens: readonly string[], { gaps, lines, pad, eol }: Style): string {
  let text = '';
  let depth = 0;
  tokens.forEach((token, index) => {
    const last = tokens[index - 1] ?? '';
    if (token === '}') depth--;
    const inner = lines && (last === '{' || last === ',') && depth > 0 ? '\n  ' : lines && token === '}' ? '\n' : null;
    const usual =
      inner ?? (last === '{' || token === '}' ? pad : ',;.()'.includes(token) || '.('.includes(last) ? '' : ' ');
    const odd = index === 0 ? '' : gaps[index % gaps.length];
    const needsBlank = WORD.test(token) && /[\w$]$/.test(last);
    const gap = odd ?? usual;
    text += index === 0 ? '' : needsBlank && gap === '' ? ' ' : gap;
    text += token;
    if (token === '{') depth++;
  });
  return text.replaceAll('\n', eol);
}

/** One listed name: its tokens, for the local name that it gets. */
function names(inline: boolean): fc.Arbitrary<(local: string) => readonly string[]> {
  const type = inline ? fc.constantFrom<readonly string[]>([], [], ['type']) : fc.constant<readonly string[]>([]);
  const imported = fc.constantFrom(null, null, 'a', 'b', 'Old', 'default', "'x-y'", '"z"');
  return fc.tuple(type, imported).map(([word, name]) => (local: string) => {
    return name === null ? [...word, local] : [...word, name, 'as', local];
  });
}

/** A static import or re-export of `./old`, as tokens. */
export function statements(typescript: boolean): fc.Arbitrary<readonly string[]> {
  return fc
    .record({
      isExport: fc.boolean(),
      modifier: fc.constantFrom('', '', '', ...(typescript ? ['type'] : [])),
      shape: fc.constantFrom('names', 'names', 'names', 'default', 'both', 'star', 'default star'),
      inline: fc.boolean(),
      count: fc.integer({ min: 1, max: 5 }),
      trailing: fc.boolean(),
      quote: fc.constantFrom("'", '"'),
      attributes: fc.constantFrom<readonly string[]>([], [], ['with', '{', 'type', ':', "'x'", '}']),
      semicolon: fc.boolean(),
    })
    .chain((one) => {
      const isInline = typescript && one.inline && one.modifier === '';
      return fc.tuple(fc.constant(one), fc.array(names(isInline), { minLength: one.count, maxLength: one.count }));
    })
    .map(([{ isExport, modifier, shape, trailing, quote, attributes, semicolon }, entries]) => {
      const listed = entries.flatMap((entry, index) => [
        ...entry(`local${index}`),
        ...(trailing || index < entries.length - 1 ? [','] : []),
      ]);
      const list = ['{', ...listed, '}'];
      const isBoth = modifier === '' && !isExport;
      const clauses: Record<string, readonly string[]> = {
        names: list,
        default: isExport ? ['*'] : ['D'],
        both: isBoth ? ['D', ',', ...list] : list,
        star: ['*', 'as', 'ns'],
        'default star': isBoth ? ['D', ',', '*', 'as', 'ns'] : ['*', 'as', 'ns'],
      };
      const word = [isExport ? 'export' : 'import', ...(modifier === '' ? [] : [modifier])];
      return [
        ...word,
        ...(clauses[shape] ?? list),
        'from',
        `${quote}./old${quote}`,
        ...attributes,
        ...(semicolon ? [';'] : []),
      ];
    });
}

/** `const { a, b: c } = require('./old')` as tokens. */
export function declarations(): fc.Arbitrary<readonly string[]> {
  const element = fc.constantFrom<(local: string) => readonly string[]>(
    (local) => [local],
    (local) => [`old_${local}`, ':', local],
    (local) => [local, '=', 'f(1, 2)'],
    (local) => [`'x-${local}'`, ':', local],
    (local) => [`a_${local}`, ':', '{', local, '}'],
  );
  return fc
    .record({
      elements: fc.array(element, { minLength: 1, maxLength: 4 }),
      keyword: fc.constantFrom('const', 'let', 'var'),
      call: fc.constantFrom<readonly string[]>(['require', '('], ['await', 'import', '(']),
      trailing: fc.boolean(),
      semicolon: fc.boolean(),
    })
    .map(({ elements, keyword, call, trailing, semicolon }) => {
      const listed = elements.flatMap((one, index) => [
        ...one(`local${index}`),
        ...(trailing || index < elements.length - 1 ? [','] : []),
      ]);
      return [keyword, '{', ...listed, '}', '=', ...call, "'./old'", ')', ...(semicolon ? [';'] : [])];
    });
}

/** What stands around a statement. */
export function surroundings(): fc.Arbitrary<(statement: string) => string> {
  return fc.constantFrom(
    (statement) => `${statement}\n`,
    (statement) => statement,
    (statement) => `// first\n${statement}\n\nconst x = [ 1 ];\n`,
    (statement) => `import { z } from './z';\n${statement}\nf(z);\n`,
    (statement) => `'use strict';\n\n${statement}\n`,
    (statement) => (statement.endsWith(';') ? `f(); ${statement} g(); // end\n` : `f();\n${statement}\ng()\n`),
    (statement) => `/* a */ ${statement} // b\n`,
  );
}
