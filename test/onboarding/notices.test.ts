/** Deprecation notices: every way in which a module says it of itself, and about as many that only mention the word. */
import { describe, expect, it } from 'vitest';
import { scan } from '../../src/languages/index.ts';
import { noticesIn } from '../../src/onboarding/notices.ts';
import type { Dialect } from '../../src/types.ts';

/** `name → instead` for every notice; the module itself is `*`. */
function said(text: string, dialect: Dialect): string[] {
  return noticesIn(text, scan(text, dialect)).map(({ symbol, instead }) => `${symbol ?? '*'} → ${instead}`);
}

describe('Python', () => {
  const notices: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'a docstring that begins with it',
      '"""Deprecated: use app.ws.manager instead."""\nX = 1\n',
      ['* → app.ws.manager'],
    ],
    [
      'a directive',
      '"""Old things.\n\n.. deprecated:: 2.0\n   Use :class:`app.new.Thing`.\n"""\n',
      ['* → app.new.Thing'],
    ],
    [
      'a sentence about the module',
      '#!/usr/bin/env python\n# licence\n"""Factory.\n\nThis module is deprecated in favour of `app.manager`.\n"""\n',
      ['* → app.manager'],
    ],
    ['capitals', "'''DEPRECATED\n\nKept until 3.0.'''\n", ['* → null']],
    [
      'a warning at module level',
      'import warnings\nwarnings.warn(\n    "app.old is deprecated, use app.new instead",\n    DeprecationWarning,\n    stacklevel=2,\n)\n',
      ['* → app.new'],
    ],
    [
      'a warning of a framework',
      'from warnings import warn\nwarn("this module moved to app.new", RemovedInNextVersionWarning)\n',
      ['* → app.new'],
    ],
    ['a decorator on a class', '@deprecated("Use `New` instead.")\nclass Old:\n    pass\n', ['Old → New']],
    [
      'a dotted decorator among others',
      '@final\n@typing_extensions.deprecated(\n    "use new_one"\n)\n@cache\ndef old_one(): ...\n',
      ['old_one → new_one'],
    ],
    [
      'a decorator that states the replacement',
      '@deprecated(Version("Twisted", 12, 3, 0), replacement="app.web.template")\ndef old(): ...\n',
      ['old → app.web.template'],
    ],
    [
      'a directive about the thing itself',
      'def old():\n    """Old.\n\n    .. deprecated:: 1.2\n\n       :func:`~app.old` is deprecated. Use :func:`fresh`.\n    """\n',
      ['old → fresh'],
    ],
    ['a docstring of a class', 'class Old(Base[int]):\n    """Deprecated, use New."""\n', ['Old → New']],
    [
      'a docstring of a function with a long header',
      'def old(\n    a: dict[str, int] = {},\n) -> None:\n    """.. deprecated:: 1.2 Use `fresh`."""\n',
      ['old → fresh'],
    ],
    [
      'a decorator with a version and what replaces it',
      '@deprecated(Version("Twisted", 15, 0, 0), "twisted.internet.defer.inlineCallbacks")\ndef old(): ...\n@deprecated(Version("Twisted", 16, 0, 0))\ndef older(): ...\n',
      ['old → twisted.internet.defer.inlineCallbacks', 'older → null'],
    ],
    [
      'a warning as the first thing that a function does',
      'def f():\n    """Does it."""\n    warnings.warn(\n        "f() is deprecated, "\n        "use g instead", DeprecationWarning)\n',
      ['f → g'],
    ],
    [
      'a warning as the first thing that a constructor does',
      'class Old:\n    """Old."""\n    def __init__(self):\n        warn("Old is deprecated, use New", DeprecationWarning)\n',
      ['Old → New'],
    ],
    [
      'a decorator with quotes in its words',
      '@deprecated(\n    "Use `fresh` instead (e.g. `extra=\'allow\'`)", category=Old\n)\ndef old(): ...\n',
      ['old → fresh'],
    ],
    [
      'a decorator with a version first',
      '@deprecated("1.2", reason="Use `fresh`.")\ndef old(): ...\n',
      ['old → fresh'],
    ],
    [
      'a decorator of its own',
      '@deprecate_func(\n    deprecated_version="0.26",\n    hint="Use `pkg.fresh` instead.",\n)\ndef old(): ...\n',
      ['old → pkg.fresh'],
    ],
  ];
  it.each(notices)('says it by %s', (_name, text, expected) => expect(said(text, 'py')).toEqual(expected));

  const mentions: readonly (readonly [string, string])[] = [
    [
      'a directive about one way to use it',
      'class Poly:\n    """A polynomial.\n\n    .. deprecated:: 1.6\n\n       Combining Poly with others is deprecated. Use as_poly.\n    """\n',
    ],
    [
      'a directive about an argument',
      'def f(x):\n    """F.\n\n    .. deprecated:: 2.0\n        The argument x is deprecated.\n    """\n',
    ],
    [
      'a new name that is not there yet',
      '"""M.\n\n.. deprecated:: 6.2\n\n   This module will be renamed to the private :mod:`!_enum` in 6.2, then an alias.\n"""\n',
    ],
    [
      'a line that happens to begin with it',
      'def count(x):\n    """Counts. It should some day be\n    deprecated and replaced by collections.\n    """\n',
    ],
    ['a decorator in a docstring', '"""Like this:\n\n@deprecated("use b")\n"""\ndef a(): ...\n'],
    ['a docstring about deprecated things', '"""Finds deprecated imports in a tree."""\n'],
    ['a later sentence', '"""Settings.\n\nReads the deprecated key, too.\n"""\n'],
    ['a comment', '# deprecated: use x\nX = 1\n'],
    [
      'a warning about an argument',
      'def f(x=None):\n    if x:\n        warnings.warn("f is deprecated with x, use g", DeprecationWarning)\n',
    ],
    [
      'a warning about something else',
      'def f():\n    warnings.warn("the setting is deprecated, use g", DeprecationWarning)\n',
    ],
    [
      'a decorator for arguments',
      '@deprecate_parameter("x", new_name="y")\ndef f(x): ...\n@deprecated_kwargs("use y")\ndef g(x): ...\n',
    ],
    ['a warning of another kind', 'warnings.warn("this module is slow, use another", UserWarning)\n'],
    ['a method', 'class A:\n    @deprecated("use b")\n    def a(self): ...\n'],
    [
      'one overload',
      '@overload\n@deprecated("pass x by position instead")\ndef f(*, x): ...\n@overload\ndef f(x): ...\ndef f(x): ...\n',
    ],
    ['a string that is no docstring', 'X = """Deprecated: use Y."""\n'],
    ['a name', 'def is_deprecated(x):\n    """Whether x is deprecated."""\n'],
  ];
  it.each(mentions)('is silent about %s', (_name, text) => expect(said(text, 'py')).toEqual([]));
});

describe('JavaScript and TypeScript', () => {
  const notices: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'the comment of a class',
      '/** @deprecated use {@link NewManager} */\nexport class Manager {}\n',
      ['Manager → NewManager'],
    ],
    [
      'the comment of a function',
      '/**\n * Makes one.\n * @deprecated Use `makeNew` instead.\n * @param a b\n */\nexport async function make(a) {}\n',
      ['make → makeNew'],
    ],
    ['the comment of a constant', '/** @deprecated */\nexport const limit = 1;\n', ['limit → null']],
    [
      'the comment of a decorated class',
      '/** @deprecated use B */\n@Component({ a: 1 })\nexport default class A {}\n',
      ['A → B'],
    ],
    [
      'the comment that opens a module',
      '/**\n * @deprecated import from ./new instead\n */\n\nimport { a } from "./a";\nexport const b = a;\n',
      ['* → ./new'],
    ],
    [
      'the comment of a file',
      "'use strict';\n/** @file Old. @deprecated use ./new */\nexport const a = 1;\n",
      ['a → ./new'],
    ],
    ['a line comment', '// @deprecated use NewThing\nexport class Thing {}\n', ['Thing → NewThing']],
    ['a re-export', "/** @deprecated use ./new */\nexport { A, B as C } from './new';\n", ['A → ./new', 'C → ./new']],
    ['a default without a name', '/** @deprecated */\nexport default () => 1;\n', ['default → null']],
    ['a default that stands elsewhere', 'class A {}\n/** @deprecated use B */\nexport default A;\n', ['default → B']],
    ['a class that is exported later', '/** @deprecated use B */\nclass A {}\nexport { A };\n', ['A → B']],
    ['a list of exports', 'class A {}\n/** @deprecated use B */\nexport { A };\n', ['A → B']],
    ['one of a list', 'class A {}\nexport {\n  /** @deprecated use B */\n  A,\n  B,\n};\nclass B {}\n', ['A → B']],
    ['one of a list from elsewhere', "export {\n  /** @deprecated use B */\n  A,\n  B,\n} from './m';\n", ['A → B']],
    [
      'every signature',
      '/** @deprecated use g */\nexport function f(x: string): void;\n/** @deprecated use g */\nexport function f(x: number): void;\nexport function f(x: unknown) {}\n',
      ['f → g'],
    ],
    ['an interface', '/** @deprecated Use Props */\nexport interface OldProps {}\n', ['OldProps → Props']],
  ];
  it.each(notices)('says it by %s', (_name, text, expected) => expect(said(text, 'ts')).toEqual(expected));

  const mentions: readonly (readonly [string, string])[] = [
    ['a member', 'export class A {\n  /** @deprecated use b */\n  a() {}\n}\n'],
    ['something that is not exported', '/** @deprecated use b */\nfunction a() {}\nexport const c = a;\n'],
    ['a comment that talks about it', '/** Reports every deprecated import. */\nexport function lint() {}\n'],
    ['a property in between', '/** @deprecated */\nfoo.bar = 1;\nexport class A {}\n'],
    ['an import', '/** @deprecated */\nconst x = 1;\nimport "./a";\n'],
    ['a string', 'export const s = "@deprecated";\n'],
    [
      'one signature of several',
      'export function f(x: string): void;\n/** @deprecated use g */\nexport function f(x: number): void;\nexport function f(x: unknown) {}\n',
    ],
    ['the type of two things of one name', '/** @deprecated use B */\nexport type A = 1;\nexport const A = 1;\n'],
  ];
  it.each(mentions)('is silent about %s', (_name, text) => expect(said(text, 'ts')).toEqual([]));
});
