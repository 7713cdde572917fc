/**
 * A file is written only when nothing but its imports has changed: what an editor may get wrong is never written, and every
 * byte beside the edits stays.
 */
import { describe, expect, it } from 'vitest';
import { readFacts, readText } from '../../src/facts/source.ts';
import type { Change, Edit, Rewrite, SourceText } from '../../src/fixes/change.ts';
import type { RefusalReason } from '../../src/replacement/refusals.ts';
import { EDITORS, type Editors, type FileToFix, type Merge } from '../../src/rewriting/file-to-fix.ts';
import { planFile } from '../../src/rewriting/plan-file.ts';
import type { RawFinding } from '../../src/rules/define.ts';
import { finding } from '../../src/rules/define.ts';

const NO_MERGE: Merge = () => null;

/** A file in which every name that is imported from a module that ends in `old` is to come from `app.new`, or `./new`. */
function fileOf(path: string, content: string | Buffer, refusal: RefusalReason | null = null): FileToFix {
  const bytes = Buffer.from(content);
  const text = readText(bytes, path);
  const { facts } = readFacts(bytes, path);
  const findings = facts.parts.flatMap(({ imports, language }) =>
    imports
      .filter(({ specifier }) => specifier.endsWith('old'))
      .flatMap((fact) =>
        fact.names.map((imported): RawFinding => {
          const to = { module: language === 'py' ? 'app.new' : './new', symbol: null };
          const change: Change = { fact, imported, to };
          const { statement } = fact;
          const said = { severity: 'error', span: imported, statement, message: 'banned', hint: null } as const;
          return finding('banned-import', null, { ...said, name: imported.name, change, refusal });
        }),
      ),
  );
  return { path, pathBytes: null, bytes, text, facts, findings };
}

/** The same of imports of whole modules, and of strings that name them. */
function modulesOf(text: string): FileToFix {
  const file = fileOf('a.py', text);
  const imports = file.facts.parts.flatMap((part) => part.imports.filter(({ specifier }) => specifier.endsWith('old')));
  const findings = imports.map((fact): RawFinding => {
    const change: Change = { fact, imported: fact.names[0] ?? null, to: { module: 'app.new', symbol: null } };
    const { statement } = fact;
    const said = { severity: 'error', span: fact, statement, message: 'banned', hint: null } as const;
    return finding('banned-import', null, { ...said, name: null, change, refusal: null });
  });
  return { ...file, findings };
}

function planned(file: FileToFix, editors: Editors = EDITORS, unsafe = false) {
  const { written, fixed, refused } = planFile(file, { unsafe, editors });
  const text = written === null ? null : written.bytes.toString('latin1');
  return { text, fixed: fixed.length, refused: refused.map(({ reason }) => reason) };
}

/** Editors that rewrite every statement by one edit of the whole text. */
function editing(change: (text: string) => string, merge: Merge = NO_MERGE): Editors {
  const rewrite = ({ text }: SourceText, changes: readonly Change[]): Rewrite => {
    const shown = changes[0]?.fact.statement ?? { start: 0, end: 0 };
    return { refusal: null, shown, edits: difference(text, change(text)) };
  };
  return { rewrite, merge };
}

/** The one edit that makes a text of another. */
function difference(from: string, to: string): Edit[] {
  let start = 0;
  while (start < from.length && from[start] === to[start]) start++;
  let [end, last] = [from.length, to.length];
  while (end > start && last > start && from[end - 1] === to[last - 1]) [end, last] = [end - 1, last - 1];
  return [{ start, end, text: to.slice(start, last) }];
}

const PY = `# -*- coding: utf-8 -*-
import os
from app.old import New, Other as X

# ssot-allow banned-import until=2030-01-01 reason="é"
from legacy import thing


def f(a):
    return New(X, os.path, thing)
`;

describe('a file', () => {
  it('is written with its edits, and with them alone', () => {
    expect(planned(fileOf('a.py', PY))).toEqual({
      text: Buffer.from(PY.replace('app.old', 'app.new')).toString('latin1'),
      fixed: 2,
      refused: [],
    });
    const ts = "import { New } from './old';\r\nimport { B } from './b';\r\nexport const x = [New, B];\r\n";
    expect(planned(fileOf('a.ts', ts)).text).toBe(ts.replace('./old', './new'));
  });

  it.each<[string, Buffer]>([
    ['a byte-order mark', Buffer.from(`\ufeff${PY}`)],
    ['CRLF', Buffer.from(PY.replaceAll('\n', '\r\n'))],
    ['CR', Buffer.from(PY.replaceAll('\n', '\r'))],
    ['letters of four bytes', Buffer.from(PY.replace('import os', "import os; x = '𝒳𝒳'"))],
    ['Latin-1', Buffer.from(PY.replace('utf-8', 'latin-1'), 'latin1')],
    ['no line end', Buffer.from('from app.old import New')],
  ])('keeps %s', (_name, bytes) => {
    const old = bytes.toString('latin1');
    expect(planned(fileOf('a.py', bytes)).text).toBe(old.replace('app.old', 'app.new'));
  });

  it.each(['utf16le', 'utf16be'] as const)('keeps %s', (encoding) => {
    const text = "\ufeffimport { New } from './old';\nexport const é = New;\n";
    const encoded = (from: string): Buffer => {
      const units = Buffer.from(from, 'utf16le');
      return encoding === 'utf16le' ? units : units.swap16();
    };
    const { text: written } = planned(fileOf('a.ts', encoded(text)));
    expect(written).toBe(encoded(text.replace('old', 'new')).toString('latin1'));
  });

  it.each<[string, string, Buffer]>([
    ['bytes that are no UTF-8', 'a.py', Buffer.from("x = '\xff'\nfrom app.old import New\n", 'latin1')],
    ['half a unit of UTF-16', 'a.ts', Buffer.from("\ufeffimport { New } from './old';\n\0", 'utf16le').subarray(0, -1)],
    ['an unknown encoding', 'a.py', Buffer.from('# coding: utf-7\nfrom app.old import New\n')],
    ['a string without end', 'a.py', Buffer.from("from app.old import New\nx = '''\n")],
    ['conflict markers', 'a.ts', Buffer.from("import { New } from './old';\n<<<<<<< a\nx(\n=======\n>>>>>>> b\n")],
  ])('with %s is damaged', (_name, path, bytes) => {
    expect(planned(fileOf(path, bytes))).toEqual({ text: null, fixed: 0, refused: ['damaged'] });
  });

  it('may call an entry of `sys.modules` as the module that its string now names', () => {
    const text = 'import sys\nsys.modules["app.old"] = sys.modules.pop("app.old")\nsys.modules["app.old"] = sys\n';
    expect(planned(modulesOf(text)).text).toBe(text.replaceAll('app.old', 'app.new'));
  });

  it('may use a module through two imports of it', () => {
    const both = 'import app.new\nimport app.old\nf(app.old, app.new.X, app.old.Y)\n';
    expect(planned(modulesOf(both)).text).toBe(both.replaceAll('app.old', 'app.new'));
    const one = 'import app.new, app.old, app.x\nf(app.old.X, app.new.X, app.x.X)\n';
    expect(planned(modulesOf(one)).text).toBe(one.replaceAll('app.old', 'app.new'));
    const top = 'import app\nimport lib.old\nf(lib.old.X, app.z)\n';
    expect(planned(modulesOf(top)).text).toBe(top.replaceAll('lib.old', 'app.new'));
  });

  it('in an encoding that is not known exactly gets nothing but ASCII', () => {
    const file = fileOf('a.py', Buffer.from('# coding: koi8-r\nfrom app.old import New\n', 'latin1'));
    expect(
      planned(
        file,
        editing((text) => text.replace('app.old', 'app.é')),
      ),
    ).toMatchObject({ refused: ['form'] });
    expect(planned(file).fixed).toBe(1);
  });
});

describe('what is refused', () => {
  it('by the rules stays refused, except for an order that is asked for', () => {
    for (const refusal of ['not-proved', 'namespace', 'protected'] as const)
      expect(planned(fileOf('a.py', PY, refusal), EDITORS, true)).toMatchObject({
        text: null,
        refused: [refusal, refusal],
      });
    const file = fileOf('a.py', PY, 'changes-order');
    expect(planned(file)).toMatchObject({ fixed: 0, refused: ['changes-order', 'changes-order'] });
    expect(planned(file, EDITORS, true)).toMatchObject({ fixed: 2, refused: [] });
  });

  it('has a reason where the rules give none', () => {
    const said = { severity: 'error', span: { start: 0, end: 1 }, message: 'm', hint: null } as const;
    const file = fileOf('a.py', 'x = 1\n');
    const findings = [finding('banned-import', null, said), finding('alias', null, said)];
    expect(planned({ ...file, findings })).toEqual({
      text: null,
      fixed: 0,
      refused: ['no-replacement', 'not-an-import'],
    });
  });

  it('by an editor is refused for all of its statement, and for no other', () => {
    const text = 'from app.old import New\nimport c.old\nprint(c)\nfrom b.old import A\n';
    expect(planned(fileOf('a.py', text))).toEqual({
      text: text.replace('app.old', 'app.new').replace('b.old', 'app.new'),
      fixed: 2,
      refused: ['namespace'],
    });
  });

  it('is what takes the same away as another one, and no use is written twice', () => {
    const text = 'if x:\n    import c.old\nelse:\n    import c.old\nprint(c.old.New)\n';
    expect(planned(fileOf('a.py', text))).toEqual({ text: text.replaceAll('c.old', 'app.new'), fixed: 2, refused: [] });
    const kept = `${text.replace('else:\n    import c.old', 'else:\n    import c.old, d.old')}print(d)\n`;
    expect(planned(fileOf('a.py', kept))).toEqual({
      text: null,
      fixed: 0,
      refused: ['namespace', 'namespace', 'namespace'],
    });
  });

  it('is every statement whose edits touch those of another', () => {
    const file = fileOf('a.py', 'from app.old import New\nfrom b.old import A\nfrom c.old import B\n');
    const rewrite = (source: SourceText, changes: readonly Change[]): Rewrite => {
      const plain = EDITORS.rewrite(source, changes);
      if (plain.refusal !== null || changes[0]?.fact.specifier !== 'app.old') return plain;
      return { ...plain, edits: [{ start: 5, end: 31, text: 'x' }] };
    };
    expect(planned(file, { rewrite, merge: NO_MERGE })).toMatchObject({ fixed: 1, refused: ['form', 'form'] });
  });

  it('is an editor that edits nothing', () => {
    const rewrite = (): Rewrite => ({ refusal: null, shown: { start: 0, end: 1 }, edits: [] });
    expect(planned(fileOf('a.py', PY), { rewrite, merge: NO_MERGE })).toMatchObject({ refused: ['form', 'form'] });
  });
});

describe('an editor that goes wrong', () => {
  it.each<[string, (text: string) => string]>([
    ['drops a name', (text) => text.replace('app.old import New, Other as X', 'app.new import New')],
    ['gives a name another local one', (text) => text.replace('app.old import New,', 'app.new import New as N,')],
    ['binds a new name', (text) => text.replace('app.old import New,', 'app.new import New, more,')],
    ['drops another import', (text) => text.replace('import os\n', '').replace('app.old', 'app.new')],
    ['changes another import', (text) => text.replace('app.old', 'app.new').replace('legacy', 'modern')],
    ['renames a definition', (text) => text.replace('app.old', 'app.new').replace('def f', 'def g')],
    ['removes an exception', (text) => text.replace('app.old', 'app.new').replace('ssot-allow', 'ssot-deny')],
    ['breaks the file', (text) => text.replace('app.old import', "app.new import '''")],
    ['breaks a line', (text) => text.replace('from app.old import', 'from app.new\nimport')],
    ['puts it into a function', (text) => text.replace('from app.old', 'def g():\n    from app.new')],
    ['makes a star of it', (text) => text.replace('app.old import New, Other as X', 'app.new import *')],
  ])('and %s writes nothing', (_name, change) => {
    expect(planned(fileOf('a.py', PY), editing(change))).toEqual({ text: null, fixed: 0, refused: ['form', 'form'] });
  });

  it.each<[string, string, (text: string) => string]>([
    [
      'erases a type',
      "import { New } from './old';\nnew New();\n",
      (t) => t.replace("{ New } from './old'", "type { New } from './new'"),
    ],
    [
      'exports less',
      "export { New, B } from './old';\n",
      (t) => t.replace("New, B } from './old'", "New } from './new'"),
    ],
    [
      'exports under another name',
      "export { New } from './old';\n",
      (t) => t.replace("New } from './old'", "New as M } from './new'"),
    ],
    [
      'takes a default',
      "import { New } from './old';\nnew New();\n",
      (t) => t.replace("{ New } from './old'", "* as New from './new'; import M from './new'"),
    ],
    [
      'loads it late',
      "import { New } from './old';\nnew New();\n",
      (t) => t.replace("import { New } from './old'", "if (1) { var { New } = require('./new') }"),
    ],
    [
      'opens a comment',
      "import { New } from './old';\nexport class A {}\n",
      (t) => t.replace("'./old';", "'./new'; /*"),
    ],
  ])('in TypeScript and %s writes nothing', (_name, text, change) => {
    expect(planned(fileOf('a.ts', text), editing(change))).toMatchObject({ text: null, fixed: 0 });
  });
});

describe('a merge', () => {
  const TEXT = 'from app.new import A\nfrom app.old import B\nfrom x import y\n\nprint(A, B, y)\n';

  /** Takes the statement's line away and adds its names behind the first import of the module. */
  const merge: Merge = ({ text, part }, statement) => {
    const moved = part.imports.find((fact) => fact.statement.start === statement.start);
    const first = part.imports.find((fact) => fact.specifier === moved?.specifier);
    if (moved === undefined || first === undefined || first === moved) return null;
    const names = moved.names.map((name) => `, ${text.slice(name.start, name.end)}`).join('');
    return [
      { start: first.statement.end, end: first.statement.end, text: names },
      { start: statement.start, end: statement.end + 1, text: '' },
    ];
  };

  it('makes one import of two', () => {
    const merged = 'from app.new import A, B\nfrom x import y\n\nprint(A, B, y)\n';
    expect(planned(fileOf('a.py', TEXT), { ...EDITORS, merge })).toEqual({ text: merged, fixed: 1, refused: [] });
  });

  it('makes one of many, in functions too', () => {
    const text = 'from app.new import A\nfrom b.old import B\nfrom c.old import C\n\nprint(A, B, C)\n';
    const merged = 'from app.new import A, B, C\n\nprint(A, B, C)\n';
    expect(planned(fileOf('a.py', text), { ...EDITORS, merge }).text).toBe(merged);
  });

  it('that goes wrong is left out', () => {
    const broken: Merge = (source, statement, unsafe) => merge(source, statement, unsafe)?.slice(1) ?? null;
    const text = TEXT.replace('app.old', 'app.new');
    expect(planned(fileOf('a.py', TEXT), { ...EDITORS, merge: broken })).toEqual({ text, fixed: 1, refused: [] });
  });

  it('is asked of what was written alone, and may cross what it is allowed to', () => {
    const asked: [string, boolean][] = [];
    const spy: Merge = ({ text }, { start, end }, unsafe) => {
      asked.push([text.slice(start, end), unsafe]);
      return null;
    };
    planned(fileOf('a.py', TEXT), { ...EDITORS, merge: spy }, true);
    expect(asked).toEqual([['from app.new import B', true]]);
  });
});
