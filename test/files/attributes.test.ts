/** The line that lets git merge the baseline; git itself says whether it does. */
import { describe, expect, it } from 'vitest';
import { withUnionMerge } from '../../src/files/attributes.ts';
import { temporaryRepository } from '../support/repository.ts';

const FILE = '.ssot-baseline.jsonl';
const LINE = `${FILE} merge=union\n`;

describe('the line is written', () => {
  it.each<[string, string | null, string]>([
    ['without a file', null, LINE],
    ['into an empty one', '', LINE],
    ['behind others', '*.png binary\n', `*.png binary\n${LINE}`],
    ['behind a last line without its end', '*.png binary', `*.png binary\n${LINE}`],
    ['with the line ends that are there', '*.png binary\r\n', `*.png binary\r\n${LINE.replace('\n', '\r\n')}`],
    ['although another file has it', 'CHANGELOG.md merge=union\n', `CHANGELOG.md merge=union\n${LINE}`],
    ['although the file has other attributes', `${FILE} text\n`, `${FILE} text\n${LINE}`],
    ['although a comment speaks of it', `# ${LINE}`, `# ${LINE}${LINE}`],
    ['although a longer name has it', `${FILE}c merge=union\n`, `${FILE}c merge=union\n${LINE}`],
  ])('%s', (_, before, after) => expect(withUnionMerge(before, FILE)).toBe(after));
});

describe('the line is not written twice, nor over what was decided', () => {
  it.each([
    ['it is there', LINE],
    ['with blanks and other attributes', `  ${FILE}   text eol=lf merge=union  \n`],
    ['from the top', `/${LINE}`],
    ['with CRLF', LINE.replace('\n', '\r\n')],
    ['merged in another way', `${FILE} merge=ours\n`],
    ['not to be merged', `${FILE} -merge\n`],
    ['binary', `${FILE} binary\n`],
    ['written by this very function', withUnionMerge('*.png binary', FILE) ?? ''],
  ])('%s', (_, before) => expect(withUnionMerge(before, FILE)).toBeNull());
});

it.each([
  FILE,
  'config/debt.json',
  'with blank.json',
  'a"quote.json',
  'star*[x]?.json',
  '#hash.json',
  '!not.json',
  'back\\slash',
  'é.json',
  'tab\there',
])('git takes %j for a union, and nothing else', (path) => {
  const repo = temporaryRepository();
  const attributes = withUnionMerge(null, path) ?? '';
  repo.write('.gitattributes', attributes);
  const says = (name: string): string => repo.git('check-attr', '-z', 'merge', '--', name).split('\0')[2] ?? '';
  expect(says(path)).toBe('union');
  expect(says(`${path}x`)).toBe('unspecified');
  expect(
    says(
      path
        .replace('*', 'STAR')
        .replace('?', 'x')
        .replace('[x]', 'x')
        .replace(/^(?=[^*]*$)/, 'other'),
    ),
  ).toBe('unspecified');
  expect(withUnionMerge(attributes, path)).toBeNull();
});
