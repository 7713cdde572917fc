/**
 * Ways to write one thing: strings, identifiers and imports as a language allows them, for property tests. Few characters
 * of one text are written in an odd way, so that each oddity must be noticed by itself.
 */
import fc from 'fast-check';

/** Up to two places in a text and a number for each: how the character there is to be written. */
function oddities(length: number): fc.Arbitrary<ReadonlyMap<number, number>> {
  const place = fc.tuple(fc.nat(Math.max(0, length - 1)), fc.nat(99));
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant(new Map<number, number>()) },
    { weight: 4, arbitrary: fc.array(place, { minLength: 1, maxLength: 2 }).map((found) => new Map(found)) },
  );
}

const hexOf = (one: string): string => one.charCodeAt(0).toString(16).padStart(2, '0');
const pick = (ways: readonly string[], number: number): string => ways[number % ways.length] ?? '';

/** A string of JavaScript with this value. */
export function jsString(value: string): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom('"', "'", '`'), oddities(value.length))
    .map(([quote, odd]) => quote + [...value].map((one, at) => jsCharacter(one, odd.get(at))).join('') + quote);
}

function jsCharacter(one: string, way: number | undefined): string {
  if (way === undefined) return one;
  const hex = hexOf(one);
  const octal = one.charCodeAt(0).toString(8);
  const itself = /[bfnrtvxu0-7]/.test(one) ? one : `\\${one}`;
  return pick(
    [
      ...[
        `\\x${hex}`,
        `\\u00${hex}`,
        `\\u{${hex}}`,
        `\\u{000${hex.toUpperCase()}}`,
        `\\${octal}`,
        `\\${octal.padStart(3, '0')}`,
      ],
      ...[`\\\n${one}`, `\\\r\n${one}`, `\\\r${one}`, `\\\u2028${one}`, `\\\u2029${one}`, `${one}\\\n`],
      ...[itself, itself, itself, itself, /[ux]/.test(one) ? `\\${one}` : itself],
    ],
    way,
  );
}

/** A string of JavaScript that is a URL with this path: codes, backslashes, what a URL drops. */
export function jsUrl(value: string): fc.Arbitrary<string> {
  const end = fc.constantFrom('', '', ' ', '\\n', '\\t ', '\t', '\u0001', '#x', '?x');
  return fc
    .tuple(fc.constantFrom('"', "'", '`'), oddities(value.length), end)
    .map(
      ([quote, odd, behind]) =>
        quote + [...value].map((one, at) => urlCharacter(one, odd.get(at))).join('') + behind + quote,
    );
}

function urlCharacter(one: string, way: number | undefined): string {
  if (way === undefined) return one;
  const hex = hexOf(one);
  const coded = one === '/' ? '\\\\' : `%${hex}`;
  return pick(
    [
      ...[coded, coded, coded, one === '/' ? one : `%${hex.toUpperCase()}`, `${one}\\t`, `\\n${one}`, `${one}\\r\\n`],
      ...[`${one}\t`, `\t\t${one}`, `\\x25${hex}`, `%\\x${hexOf(hex.charAt(0))}${hex.charAt(1)}`, `${one}\\t\\t`],
    ],
    way,
  );
}

/** An expression of JavaScript with this value: sums, templates with parts, brackets, casts. */
export function jsExpression(value: string): fc.Arbitrary<string> {
  const blank = fc.constantFrom('', ' ', '  ', '\n', ' /* + */ ', ' // +\n', '\u00a0', '\ufeff', '\t', '\v');
  const parts = fc.tuple(fc.nat(value.length), fc.constantFrom('"', "'", '`'), blank, blank, fc.nat(11));
  return parts.map(([cut, quote, left, right, way]) => {
    const [head, tail] = [value.slice(0, cut), value.slice(cut)];
    const sum = `${quote}${head}${quote}${left}+${right}${quote}${tail}${quote}`;
    return pick(
      [
        ...[sum, `(${sum})`, `(${quote}${head}${quote})${left}+${right}(${quote}${tail}${quote})`],
        ...[`${quote}${head}${quote}${left}+${right}(${left}${quote}${tail}${quote}${right})`, `<string>(${sum})`],
        ...[`\`${head}\${${left}"${tail}"${right}}\``, `\`${head}\${${right}('${tail}')}\``, `(${sum}) as string`],
        ...[`"${head}"${left}+${right}String.raw\`${tail}\``, `String.raw\`${head}\`${left}+${right}"${tail}"`],
        ...[`\`${head}\n${tail}\``, `("${value}" satisfies string)!`],
      ],
      way,
    );
  });
}

/** The attribute of an HTML element with this value, quotes included. */
export function htmlValue(value: string): fc.Arbitrary<string> {
  return fc.tuple(fc.constantFrom('"', "'", ''), oddities(value.length)).map(([quote, odd]) => {
    const text = [...value].map((one, at) => htmlCharacter(one, odd.get(at))).join('');
    return quote + text + quote;
  });
}

const REFERENCES: ReadonlyMap<string, string> = new Map([
  ...Object.entries({ '/': '&sol;', '.': '&period;', '@': '&commat;', '#': '&num;', _: '&lowbar;', ':': '&colon;' }),
]);

function htmlCharacter(one: string, way: number | undefined): string {
  if (way === undefined) return one;
  const code = one.charCodeAt(0);
  const named = REFERENCES.get(one) ?? `&#${code};`;
  return pick([named, named, `&#${code};`, `&#x${hexOf(one)};`, `&#X${hexOf(one).toUpperCase()};`, `&Tab;${one}`], way);
}

/** An identifier of JavaScript. */
export function jsName(value: string): fc.Arbitrary<string> {
  return oddities(value.length).map((odd) =>
    [...value]
      .map((one, at) => {
        const way = odd.get(at);
        return way === undefined
          ? one
          : pick([`\\u00${hexOf(one)}`, `\\u{${hexOf(one)}}`, `\\u{00${hexOf(one)}}`], way);
      })
      .join(''),
  );
}

/** A string of Python: literals in a row, escapes, prefixes. */
export function pyString(value: string): fc.Arbitrary<string> {
  return fc
    .tuple(oddities(value.length), fc.constantFrom('', 'r', 'u', 'f', 'Rf'))
    .map(
      ([odd, prefix]) =>
        `${prefix === 'r' && odd.size > 0 ? '' : prefix}"${[...value].map((one, at) => pyCharacter(one, odd.get(at))).join('')}"`,
    );
}

function pyCharacter(one: string, way: number | undefined): string {
  if (way === undefined) return one;
  const octal = one.charCodeAt(0).toString(8);
  return pick(
    [
      ...[
        `" "${one}`,
        `"\n    '${one}' "`,
        `" # why\n  r"${one}`,
        `""" ${one}`.replace('""" ', '" """').concat('""" "'),
        `"\\\n  u"${one}`,
      ],
      ...[
        `\\x${hexOf(one)}`,
        `\\u00${hexOf(one)}`,
        `\\U000000${hexOf(one)}`,
        `\\${octal}`,
        `\\\n${one}`,
        fullWidth(one),
      ],
    ],
    way,
  );
}

/** An expression of Python with this value, as an argument: sums and parentheses around literals. */
export function pyExpression(value: string): fc.Arbitrary<string> {
  const blank = fc.constantFrom('', ' ', '\n', ' # +\n', ' \\\n', '\t');
  return fc.tuple(fc.nat(value.length), blank, blank, fc.nat(6)).map(([cut, left, right, way]) => {
    const [head, tail] = [value.slice(0, cut), value.slice(cut)];
    return pick(
      [
        ...[`"${head}"${left}+${right}'${tail}'`, `(${left}"${value}"${right})`, `(("${head}"${left}"${tail}"))`],
        ...[
          `("${head}")${left}+${right}("${tail}")`,
          `"${head}" +${left}(${right}r"${tail}")`,
          `("${head}" + "${tail}")`,
        ],
      ],
      way,
    );
  });
}

/** An identifier of Python, in which letters may be others that mean the same (PEP 3131). */
export function pyName(value: string): fc.Arbitrary<string> {
  return oddities(value.length).map((odd) =>
    [...value]
      .map((one, at) => {
        const way = odd.get(at);
        return way === undefined ? one : pick([fullWidth(one), mathematical(one)], way);
      })
      .join(''),
  );
}

function fullWidth(one: string): string {
  return /[A-Za-z]/.test(one) ? String.fromCodePoint(one.charCodeAt(0) + 0xfee0) : one;
}

function mathematical(one: string): string {
  return /[a-z]/.test(one) ? String.fromCodePoint(one.charCodeAt(0) - 97 + 0x1d4ea) : one;
}

/** A notebook with a cell of this code: in one string or several, cut anywhere, with escapes and blanks as JSON allows them. */
export function notebookOf(code: string, language = 'python'): fc.Arbitrary<string> {
  const cuts = fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    fc.array(fc.nat(code.length), { maxLength: 2 }).map((found) => [...found].sort((a, b) => a - b)),
  );
  const gap = fc.constantFrom(',\n    ', ',\n    ', ',', ', ', '\n,', ' ,\r\n\t', ',\n\n');
  const shape = fc.record({
    cuts,
    gap,
    odd: oddities(code.length),
    open: fc.constantFrom('[\n    ', '[', '[ ', '[\r\n'),
    key: fc.constantFrom('"source"', '"source" ', '"s\\u006furce"'),
    kind: fc.constantFrom('"code"', '"c\\u006fde"'),
    language: fc.constantFrom(`"${language}"`, `"${language}"`, `"${language.toUpperCase()}"`, null),
    isText: fc.boolean(),
  });
  return shape.map((one) => {
    const characters = [...code].map((character, at) => jsonCharacter(character, one.odd.get(at)));
    const lines = characters.flatMap((_, at) => (code.charAt(at - 1) === '\n' ? [at] : []));
    const ends = [...(one.cuts ?? lines), characters.length];
    const parts = ends.map((end, at) => `"${characters.slice(ends[at - 1] ?? 0, end).join('')}"`);
    const source = one.isText ? `"${characters.join('')}"` : `${one.open}${parts.join(one.gap)}\n   ]`;
    const cell = `  {\n   "cell_type": ${one.kind},\n   "outputs": [],\n   ${one.key}: ${source}\n  }`;
    const kernel = one.language === null ? '{}' : `{\n  "kernelspec": {\n   "language": ${one.language}\n  }\n }`;
    return `{\n "cells": [\n${cell}\n ],\n "metadata": ${kernel}\n}\n`;
  });
}

function jsonCharacter(one: string, way: number | undefined): string {
  const hex = one.charCodeAt(0).toString(16).padStart(4, '0');
  const wide = /[A-Za-z]/.test(one) ? (0xff00 + one.charCodeAt(0) - 0x20).toString(16) : hex;
  const own = JSON.stringify(one).slice(1, -1);
  if (way === undefined) return own;
  return pick([`\\u${hex}`, `\\u${hex.toUpperCase()}`, one === '/' ? '\\/' : own, `\\u${wide}`], way);
}
