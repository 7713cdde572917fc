/**
 * Which modules do something when they are loaded. For each text that does, one beside it that does not.
 */
import { describe, expect, test } from 'vitest';
import { effectsOf } from '../../src/languages/effects.ts';
import type { Dialect } from '../../src/types.ts';

/** The text of the first effect, or null. */
function effectIn(text: string, dialect: Dialect): string | null {
  const span = effectsOf(text, dialect);
  return span === null ? null : text.slice(span.start, span.end);
}

const PYTHON_HARMLESS = [
  '',
  '"""A module."""\nfrom __future__ import annotations\nimport os.path\nfrom .new import New as Old, x\n',
  '# register()\n"""\nregister()\n"""\n',
  'logger = logging.getLogger(__name__)\nA, (B, C) = make()\nx: int = f(1)\ny: Annotated[int, Field(gt=1)]\n',
  '__all__ = ["A"] + other.__all__\n__all__ += ("B",)\n__all__.extend(["C"])\n',
  'TABLE = {}\nTABLE["x"] = f()\nTABLE.update(a=1)\n',
  'def f():\n    register()\n    for x in y:\n        z()\n\nasync def g(): register()\n',
  'class A(Base, metaclass=Meta):\n    """Doc."""\n    x = field(1)\n    y: int\n    @property\n    def z(self): return go()\n    @z.setter\n    def z(self, v): go()\n',
  'if TYPE_CHECKING:\n    register()\nelse:\n    x = 1\n',
  'if typing.TYPE_CHECKING: register()\n',
  'if __name__ == "__main__":\n    main()\n    for x in y: z()\n',
  'try:\n    import fast as json\nexcept ImportError:\n    json = None\nelse:\n    x = 1\nfinally:\n    pass\n',
  'try: import x\nexcept ImportError: x = None\n',
  'with contextlib.suppress(ImportError):\n    import x\n',
  'if sys.version_info >= (3, 11):\n    from a import b\nelse:\n    b = make()\n',
  'warnings.warn("old", DeprecationWarning, stacklevel=2)\n',
  'warn_deprecated(\n    "app.old",\n    since="1",\n)\n',
  '@dataclass(frozen=True)\nclass A:\n    x: int = 0\n',
  '@functools.lru_cache(maxsize=None)\ndef f(): pass\n@typing.overload\ndef g(): ...\n@pytest.fixture(scope="x")\ndef h(): pass\n',
  '@singledispatch\ndef f(x): pass\n@f.register\ndef g(x: int): pass\n',
  'class A:\n    @field_validator("x")\n    @classmethod\n    def v(cls, x): return x\n',
  'def f(): pass\nf.short = "x"\nclass A: pass\nA.__module__ = "b"\n',
  'x = [\n    register()\n    for x in y\n]\n',
  'x = 1; y = f()\n',
  'type Alias = list[int]\nmatch = re.match("a", b)\n',
  'x = """\n for a in b: c()\n"""\n',
  'x = f\'{register("a")}\'\n',
  'raise ImportError("gone")\n',
  'x = 1\ndel x, y\n',
  '@click.command()\n@click.option("--x")\ndef f(): pass\n',
  'assert f(1) == 2\n',
];

const PYTHON_EFFECTS: readonly (readonly [text: string, effect: string])[] = [
  ['import a\nregister(A)\n', 'register(A)'],
  ['"""Doc."""\napp.config(x=1)\n', 'app.config(x=1)'],
  ['x = 1; install()\n', 'install()'],
  ['class A:\n    x = 1\n    register(x)\n', 'register(x)'],
  ['other.x = 1\n', 'other.x = 1'],
  ['a = other.x = 1\n', 'a = other.x = 1'],
  ['sys.modules[__name__] = new\n', 'sys.modules[__name__] = new'],
  ['settings.X += 1\n', 'settings.X += 1'],
  ['from a import TABLE\nTABLE["x"] = 1\n', 'TABLE["x"] = 1'],
  ['del a.x\n', 'del a.x'],
  ['del a, b[0]\n', 'del a, b[0]'],
  ['@cli.command()\ndef f(): pass\n', '@cli.command()'],
  ['for x in y:\n    z = x\n', 'for x in y:'],
  ['while True: break\n', 'while True: break'],
  ['with open("x") as f:\n    x = 1\n', 'with open("x") as f:'],
  ['@app.task\ndef f(): pass\n', '@app.task'],
  ['@register(\n    "x",\n)\nclass A: pass\n', '@register(\n    "x",\n)'],
  ['class A:\n    @receiver(x)\n    def f(self): pass\n', '@receiver(x)'],
  ['if DEBUG:\n    register()\n', 'register()'],
  ['if DEBUG: register()\n', 'register()'],
  ['if TYPE_CHECKING:\n    import x\nelse:\n    register()\n', 'register()'],
  ['try:\n    register()\nexcept E:\n    pass\n', 'register()'],
  ['try:\n    import x\nexcept ImportError:\n    install()\n', 'install()'],
  ['[register(x) for x in y]\n', '[register(x) for x in y]'],
  ['a and register()\n', 'a and register()'],
  ['"x".join(y)\n', '"x".join(y)'],
  ['warnings.simplefilter("ignore")\n', 'warnings.simplefilter("ignore")'],
  ['x = await f()\n', 'x = await f()'],
  ['print "x"\n', 'print "x"'],
  ['def f():\n    pass\n\nf()\n', 'f()'],
  ['def f(x="""\n"""): pass\nf()\n', 'f()'],
  ['x = """unterminated\n', 'x = """unterminated'],
  ['x = (1\n', 'x = (1'],
];

describe('Python', () => {
  test.each(PYTHON_HARMLESS)('nothing: %j', (text) => {
    expect(effectIn(text, 'py')).toBe(null);
    expect(effectIn(text.replaceAll('\n', '\r\n'), 'py-init')).toBe(null);
  });

  test.each(PYTHON_EFFECTS)('%j', (text, effect) => {
    expect(effectIn(text, 'py')).toBe(effect);
  });

  test('a stub does nothing', () => {
    expect(effectIn('register()\n', 'pyi')).toBe(null);
  });
});

const ECMASCRIPT_HARMLESS = [
  '',
  "'use strict';\n'use client'\nimport a, { b } from './b';\nimport type { C } from './c'\nexport * from './d';\nexport { a as default };\n",
  '#!/usr/bin/env node\n// register()\n/* register() */\n',
  'const a = f();\nlet b\nvar c = 1, d = new D()\nexport const { e, f: g } = make({ h() { register(); } });\n',
  'const a = make()\n  .then((x) => x)\n  .then(register)\nconst b =\n  make()\n',
  'function f() { register(); }\nasync function* g() { await register() }\nexport default function () { register() }\n',
  'function f(x: { a: string }): { b: string } { register(); return x }\nfunction g(): Promise<{ c: 1 }> {\n  register()\n}\n',
  'function f(a: string): void;\nfunction f(a: number): void\nfunction f(a: any) { register() }\n',
  'class A extends Mixin(B) { static x = f(); y = g(); constructor() { super(); register() } }\nfunction h(): readonly {a: 1}[] {\n  register()\n}\nexport abstract class C<T extends { a: 1 }> implements D { }\n',
  'class A { static { A.x = 1; } }\n',
  'interface A { f(): void }\ntype B =\n  | { a: 1 }\n  | C\nenum D { A = f() }\ndeclare module "x" { const y: 1 }\ndeclare const z: number\nexport type { A }\nnamespace N { export const a = 1 }\n',
  'const x = async () => { await register() }\nconst y = async () => await register()\n',
  'module.exports = { a: f() };\nexports.b = exports.c = void 0;\nObject.defineProperty(exports, "__esModule", { value: true });\n__exportStar(require("./a"), exports);\n0 && (module.exports = { a });\n',
  'module.exports = function () { register() }\nmodule.exports.x = 1\n',
  'const Button = () => null;\nButton.displayName = "Button"\nfunction F() {}\nF.prototype.x = function () { register() };\n',
  'const Form = memo(Inner)\nForm.displayName = "Form"\n',
  'const TABLE: Map<string, number> = new Map();\nTABLE.set("a", f());\nconst LIST = [];\nLIST.push(f());\nObject.freeze(LIST)\n',
  'console.warn("deprecated");\nprocess.emitWarning("old", "DeprecationWarning")\ndeprecate("old")\n',
  'if (require.main === module) main();\nif (import.meta.vitest) {\n  const { it } = import.meta.vitest;\n  it()\n}\n',
  'if (process.env.NODE_ENV !== "production") {\n  F.x = 1\n} else { let a = 1 }\nfunction F() {}\n',
  'let a; try { a = require("a") } catch { a = null } finally { a = 1 }\n',
  'try {\n  require.resolve\n} catch (error) {\n  a = 1\n}\n',
  '@Injectable()\nexport class A { @Input() x = 1; constructor(@Inject(B) b) {} }\n',
  `const a = \`x $\{register()} \n $\{{ a: 1 }.a}\`\n`,
  'const r = /register()[;]/;\nconst s = "register()"\n',
  'import a from "./a"\nexport default connect(a)(B)\n',
  'import json from "./a.json" with { type: "json" }\n',
];

const ECMASCRIPT_EFFECTS: readonly (readonly [text: string, effect: string])[] = [
  ["import './polyfill';\n", "import './polyfill';"],
  ['import "./a.css"\nconst a = 1\n', 'import "./a.css"'],
  ['const a = 1;\nregister(a);\n', 'register(a);'],
  ['const a = 1\nregister(a)\n', 'register(a)'],
  ['require("./polyfill")\n', 'require("./polyfill")'],
  ['import("./a")\n', 'import("./a")'],
  ['window.x = 1\n', 'window.x = 1'],
  ['const b = a\nb.x = 1\n', 'b.x = 1'],
  ['Array.prototype.x = function () {}\n', 'Array.prototype.x = function () {}'],
  ['a = b.c = 1\n', 'a = b.c = 1'],
  ['delete a.b\n', 'delete a.b'],
  ['new Thing();\n', 'new Thing();'],
  ['(function () { register() })();\n', '(function () { register() })();'],
  ['(() => {\n  a()\n})()\n', '(() => {\n  a()\n})()'],
  ['!function () {}()\n', '!function () {}()'],
  ['a && register()\n', 'a && register()'],
  ['const a = await f()\n', 'const a = await f()'],
  ['export default await f();\n', 'await f();'],
  ['await f()\n', 'await f()'],
  ['for (const a of b) {}\n', 'for (const a of b) {}'],
  ['if (a) register()\n', 'register()'],
  ['if (a) {\n  b = 1\n} else {\n  register()\n}\n', 'register()'],
  ['if (require.main === module) main();\nelse register()\n', 'register()'],
  ['try { register() } catch {}\n', 'register()'],
  ['try { a = 1 } catch (e) { register(e) }\n', 'register(e)'],
  ['class A { static { register(A) } }\n', 'register(A)'],
  ['@customElement("a")\nclass A {}\n', '@customElement("a")'],
  ['export class A { @Column() x }\n', '@Column'],
  ['namespace N { register() }\n', 'register()'],
  ['{ register() }\n', 'register()'],
  ['function f() {}\nf()\n', 'f()'],
  ['function f(): { a: 1 } { return b }\nregister()\n', 'register()'],
  ['function f(): void\nregister()\n', 'register()'],
  ['class A<T> extends B<{ a: 1 }> {}\nregister()\n', 'register()'],
  ['type A = B\nregister()\n', 'register()'],
  ['const a = b.default\nregister()\n', 'register()'],
  ['enum A { B }\nregister()\n', 'register()'],
  ['export { a }\nregister()\n', 'register()'],
  ['let a = 1\nlet b = a!\nregister()\n', 'register()'],
  ['const a = "unterminated\n', 'const a = "unterminated'],
];

describe('JavaScript and TypeScript', () => {
  test.each(ECMASCRIPT_HARMLESS)('nothing: %j', (text) => {
    expect(effectIn(text, 'ts')).toBe(null);
    expect(effectIn(text.replaceAll('\n', '\r\n'), 'ts')).toBe(null);
  });

  test.each(ECMASCRIPT_EFFECTS)('%j', (text, effect) => {
    expect(effectIn(text, 'ts')).toBe(effect);
  });

  test('elements are values', () => {
    const text = 'const a = (\n  <A b="c" d={() => register()}>it is; (so)</A>\n);\nexport default a\n';
    expect(effectIn(text, 'tsx')).toBe(null);
    expect(effectIn(`${text}render(<A />, root)\n`, 'tsx')).toBe('render(<A />, root)');
  });

  test('declarations do nothing, and of components it is not seen', () => {
    expect(effectIn('register()\n', 'dts')).toBe(null);
    expect(effectsOf('<script>\nconst a = 1\n</script>\n', 'vue')).not.toBe(null);
  });
});

test('whatever the text, there is an answer', () => {
  const texts = [
    '{'.repeat(5000),
    `${'{'.repeat(5000)}${'}'.repeat(5000)}`,
    '('.repeat(9999),
    '@'.repeat(999),
    'if ('.repeat(500),
    'if (a) '.repeat(9999),
    '@a '.repeat(9999),
    'export '.repeat(9999),
    'a = '.repeat(9999),
    'a\n'.repeat(3000),
  ];
  for (const text of texts) {
    for (const dialect of ['py', 'ts', 'tsx', 'js'] as const) expect(() => effectsOf(text, dialect)).not.toThrow();
  }
});
