/**
 * Arguments live on the stack, which ends at about 120,000 of them: no call spreads a list that is as long as the input
 * (150,000 findings in one file once ended in a RangeError). `pushAll` and `largest` of src/text/lists.ts stand in.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

const src = fileURLToPath(new URL('../src/', import.meta.url));

/** Calls whose list is known to be short, and why. */
const SHORT: ReadonlyMap<string, string> = new Map([
  ['saveCached(folder, name, ...writeTable(STAMP, [...entries]))', 'the three pieces of a table'],
  ['at(found, ...FOLDERS)', 'keys that tools know'],
  ['at(found, ...LISTS)', 'keys that tools know'],
]);

function spreadingCalls(text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isCall = ts.isCallExpression(node) || ts.isNewExpression(node);
    if (isCall && node.arguments?.some(ts.isSpreadElement) === true) found.push(node.getText());
    if (isCall && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'apply')
      found.push(node.getText());
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest, true));
  return found;
}

test('no call spreads a list of the input', () => {
  const files = readdirSync(src, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => posix.join(entry.parentPath, entry.name));
  const calls = files.flatMap((file) => spreadingCalls(readFileSync(join(file), 'utf8')));
  expect(calls.filter((call) => !SHORT.has(call))).toEqual([]);
  expect([...SHORT.keys()].filter((call) => !calls.includes(call))).toEqual([]);
});

test('calls are seen', () => {
  const text = 'a.push(...b); new C(1, ...d()); Math.max.apply(null, e); [...f]; g({ ...h });';
  expect(spreadingCalls(text)).toEqual(['a.push(...b)', 'new C(1, ...d())', 'Math.max.apply(null, e)']);
});
