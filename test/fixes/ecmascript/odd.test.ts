/**
 * Rewrites of texts that no fixture can hold: other line ends, a byte-order mark, no end of the last line; and specifiers
 * with more than a path.
 */
import { describe, expect, test } from 'vitest';
import { textAfter } from '../../../src/fixes/change.ts';
import { rewriteEcmascript } from '../../../src/fixes/ecmascript/rewrite.ts';
import { factsOf, rewrite } from './rewriting.ts';

function written(text: string, changes: string, path = 'a.ts', specifier = /old/): string {
  const result = rewrite(path, text, changes, specifier);
  return typeof result === 'string' ? result : result.text;
}

describe('the rest of the text decides how lines end', () => {
  test.each([
    ['\r\n', "import { a, Old } from './old';\r\n"],
    ['\r', "import { a, Old } from './old';\rf();"],
    ['\r\n', "f();\r\nimport { a, Old } from './old';"],
    ['\n', "import { a, Old } from './old';"],
  ])('%j', (eol, text) => {
    const lines = `import { New as Old } from './new';${eol}import { a } from './old';`;
    expect(written(text, 'Old -> ./new#New')).toBe(text.replace("import { a, Old } from './old';", lines));
  });

  test('within braces', () => {
    const text = "import {\r\n\ta, // a\r\n\tOld, // b\r\n} from './old'\r\n";
    expect(written(text, 'Old -> ./new')).toBe(
      "import {\r\n\tOld, // b\r\n} from './new'\r\nimport {\r\n\ta, // a\r\n} from './old'\r\n",
    );
  });
});

test('a byte-order mark is no indentation', () => {
  expect(written("\ufeffimport { a, Old } from './old';", 'Old -> ./new')).toBe(
    "\ufeffimport { Old } from './new';\nimport { a } from './old';",
  );
});

test.each([
  ['raw!./old?x', 'w -> ./new', 'raw!./new?x'],
  ['#old', 'w -> #new', '#new'],
  ['#old?raw', 'w -> #new', '#new?raw'],
  ['./old?a', 'w -> #new', '#new?a'],
  ['https://x.test/old', 'w -> ./new', './new'],
  ['./old', "w -> ./it's", "./it\\'s"],
])('%s  %s', (specifier, changes, now) => {
  expect(written(`import w from '${specifier}';`, changes)).toBe(`import w from '${now}';`);
});

test('the query of an address belongs to it', () => {
  expect(written("import w from 'https://x.test/old?dev';", 'w -> ./new')).toBe('form');
});

test('flow', () => {
  expect(written("import typeof { Old, b } from './old';\n", 'Old -> ./new#New', 'a.js')).toBe(
    "import typeof { New as Old } from './new';\nimport typeof { b } from './old';\n",
  );
  expect(written("import { typeof Old, b } from './old';\n", 'Old -> ./new#default', 'a.js')).toBe(
    "import typeof Old from './new';\nimport { b } from './old';\n",
  );
  expect(written("import type Old, { b } from './old';\n", 'Old -> ./new; b -> ./new', 'a.js')).toBe(
    "import type Old, { b } from './new';\n",
  );
});

describe('statements as long as files', () => {
  const names = Array.from({ length: 5_000 }, (_, index) => `name${index}`);
  test.each([
    ['on one line', `import { ${names.join(', ')} } from './old';`],
    ['on lines', `import {\n${names.map((name) => `  ${name}, // ${name}\n`).join('')}} from './old';\n`],
    ['with comments', `import { ${names.map((name) => `${name} /* ${name} */`).join(', ')} } from './old';`],
    ['of a call', `const { ${names.join(', ')} } = require('./old');`],
  ])('%s', (_, text) => {
    const part = factsOf('a.ts', text);
    const to = { module: './new', symbol: 'New' };
    const changes = part.imports.flatMap((fact) =>
      fact.names.filter((_name, index) => index % 2 === 0).map((imported) => ({ fact, imported, to })),
    );
    const result = rewriteEcmascript({ path: 'a.ts', text, part }, changes);
    const edits = result.refusal === null ? result.edits : [];
    const now = textAfter(text, { start: 0, end: text.length }, edits);
    expect(now.split('New').length).toBe(2_501);
    expect(now.split('name').length).toBe(text.split('name').length);
  });
});
