/** Line ends and byte-order marks change where facts stand, never which facts there are. */

import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scanPython } from '../../../src/languages/python/scan.ts';
import type { FileFacts } from '../../../src/types.ts';
import { placesIn, pythonFiles } from '../../support/python.ts';

const folder = join(import.meta.dirname, '../../fixtures/languages/python');
const inputs = pythonFiles(folder).map((path) => ({ path, name: basename(dirname(path)) }));

/** Facts with lines and columns in place of offsets, without the texts that hold line ends themselves. */
function byPlace(text: string, facts: FileFacts): unknown {
  const place = placesIn(text);
  const span = ({ start, end }: { start: number; end: number }) => [place(start), place(end)];
  return {
    imports: facts.parts.flatMap((part) =>
      part.imports.map((fact) => [
        fact.form,
        fact.specifier,
        fact.typeOnly,
        fact.nested,
        fact.via,
        span(fact),
        span(fact.statement),
        fact.names.map((name) => [
          name.name,
          name.local,
          name.escapes === undefined ? undefined : span(name.escapes),
          span(name),
          name.uses?.map((use) => [use.name, span(use)]),
        ]),
      ]),
    ),
    definitions: facts.parts.flatMap((part) =>
      part.definitions.map((fact) => [
        fact.kind,
        fact.name,
        fact.scope,
        fact.aliasOf,
        fact.via,
        span(fact),
        span(fact.statement),
      ]),
    ),
    exports: facts.parts.map((part) => part.exports),
    allows: facts.allows.map((allow) => [allow.text, span(allow)]),
    damage: facts.damage === null ? null : [facts.damage.message, place(facts.damage.start)],
  };
}

describe.each(inputs)('$name', ({ path }) => {
  const text = readFileSync(path, 'utf8').replace(/^\ufeff/, '');
  const expected = byPlace(text, scanPython(text, 'py'));

  test.each([
    ['CRLF', text.replaceAll('\n', '\r\n')],
    ['lone CR', text.replaceAll('\n', '\r')],
    ['a byte-order mark', `\ufeff${text}`],
  ])('%s', (_, variant) => {
    expect(byPlace(variant, scanPython(variant, 'py'))).toEqual(expected);
  });
});
