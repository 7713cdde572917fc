/**
 * The nouns of ssot-guard, and the words that some of them are made of. Nothing here runs.
 *
 * A kind that is a list of words (rule ids, import forms, dialects, …) is declared once, as a value: its type, the
 * schemas, the encoder of facts and the help derive from it.
 *
 * Everything that passes from one stage to the next stands here: facts (what a scanner read in one blob), the
 * registry after loading, module keys, findings and reports. All of it is plain JSON, so it can be cached, compared and
 * printed. Offsets count UTF-16 code units from the start of the decoded text, a byte-order mark included; lines
 * and columns exist only in findings, 1-based, where a byte-order mark has no width.
 */

// ---------------------------------------------------------------------------------------------------------- facts

export const LANGUAGE_IDS = ['js', 'py'] as const;
export type LanguageId = (typeof LANGUAGE_IDS)[number];

/**
 * What decides how a blob reads (its extension and base name), and the language of its own facts: containers are written
 * in the world of one language, or (null) hold code of several. Their order is part of the format of kept facts.
 */
export const DIALECTS = {
  js: 'js', // JSX allowed, Flow types tolerated
  ts: 'js', // no JSX, `<T>x` is a cast
  tsx: 'js',
  dts: 'js',
  py: 'py',
  'py-init': 'py', // __init__.py
  pyi: 'py',
  'pyi-init': 'py', // __init__.pyi
  vue: 'js',
  svelte: 'js',
  astro: 'js', //    what stands between the first lines of hyphens, scripts, and the markup
  notebook: null, // code cells
  // documents, only where the registry includes them:
  markdown: null, // code fences
  mdx: null, //      the same, and the imports and exports among them
  rst: null, //      code blocks and sessions
} as const satisfies Readonly<Record<string, LanguageId | null>>;
export type Dialect = keyof typeof DIALECTS;

/** The extensions that are read, in the order in which people are told of them. The longest of a name decides. */
export const EXTENSIONS = {
  '.py': 'py',
  '.pyi': 'pyi',
  '.pyw': 'py',
  '.js': 'js',
  '.jsx': 'js',
  '.mjs': 'js',
  '.cjs': 'js',
  '.ts': 'ts',
  '.tsx': 'tsx',
  '.mts': 'ts',
  '.cts': 'ts',
  '.d.ts': 'dts',
  '.d.mts': 'dts',
  '.d.cts': 'dts',
  '.vue': 'vue',
  '.svelte': 'svelte',
  '.astro': 'astro',
  '.ipynb': 'notebook',
  '.md': 'markdown',
  '.mdx': 'mdx',
  '.rst': 'rst',
} as const satisfies Readonly<Record<string, Dialect>>;

/** Half-open range of offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Their order is part of the format of kept facts. */
export const IMPORT_FORMS = [
  'import', //         JS `import … from`, side-effect import; Python `import a.b`
  'from-import', //    Python `from a import b`
  'export-from', //    JS `export … from`
  'dynamic-import', // JS `import('m')`
  'require', //        JS `require('m')`, `import x = require('m')`
  'import-type', //    JS `import('m').T` in a type or JSDoc, `@import`, `/// <reference>`
  'string', //         names in strings: mocks, require.resolve, import_module(…)
] as const;
export type ImportForm = (typeof IMPORT_FORMS)[number];

/**
 * `ns.Name` after a namespace import. `name` is the dotted chain after the namespace (`Name`, in Python `c.Name`). Dots in
 * front lead up from the module, one a segment: `a.c.Name` after `import a.b`, which binds `a`, is `.c.Name`. The last step may
 * stand beside the others: `getattr(a.c, "Name")`.
 */
export interface NamespaceUse extends Span {
  readonly name: string;
}

/**
 * One name that an import takes from its module; the span is the imported name's own (for `*` the star's, for what a
 * `__getattr__` imports that of the name that it is asked for).
 */
export interface ImportedName extends Span {
  /** As the module calls it: a name, `default`, or `*` (namespace, star, or a whole Python module). */
  readonly name: string;
  /** Local binding, or for export-from the exported name; null when nothing is bound (star import, `import('m').T`). */
  readonly local: string | null;
  readonly typeOnly: boolean;
  /** Accesses `local.X`, for `*` with a local name and for Python from-imports (which may bind a submodule). */
  readonly uses?: readonly NamespaceUse[];
  /**
   * Where the namespace is first passed on, exported, indexed or destructured beyond reading: its uses do not tell
   * everything. The name's own span where that place is not known.
   */
  readonly escapes?: Span;
  /** A Python package's `__init__`: the file uses the name itself, so it is not imported only to be given on. */
  readonly used?: true;
  /** JS: the module gives it on as its default, or as the whole of itself: `import Api from './api'; export default Api`. */
  readonly asDefault?: true;
}

/** The span is the specifier's: a JS literal with its quotes, a Python dotted name with its leading dots. */
export interface ImportFact extends Span {
  readonly form: ImportForm;
  /** Decoded value: escapes resolved, blanks and comments inside a Python dotted name removed. */
  readonly specifier: string;
  readonly names: readonly ImportedName[];
  /** The whole statement, or the whole call for call forms. */
  readonly statement: Span;
  /** `import type`, `export type`, type positions, under `if TYPE_CHECKING`. Inline `type` stands at the name. */
  readonly typeOnly: boolean;
  /** What wrote it, for form `string` and the odd forms: `jest.mock`, `patch`, `import_module`, `reference`, … */
  readonly via?: string;
  /** The statement ends in `;` (JS). */
  readonly semicolon?: boolean;
  /** The quote that the specifier is written in, for replacement lines in the same style. */
  readonly quote?: '"' | "'" | '`';
  /** Not at module scope: inside a function or class body (Python) or a block (JS). */
  readonly nested?: boolean;
}

/** Their order is part of the format of kept facts. */
export const DEFINITION_KINDS = ['class', 'interface', 'type', 'enum', 'function', 'variable', 'alias'] as const;
export type DefinitionKind = (typeof DEFINITION_KINDS)[number];

/** The span is the defined name's. */
export interface DefinitionFact extends Span {
  readonly kind: DefinitionKind;
  readonly name: string;
  /** Module scope includes `if`, `try`, `with` at the top level of a Python module; `declare module 'x'` is nested. */
  readonly scope: 'module' | 'nested';
  readonly exported: boolean;
  readonly statement: Span;
  /** What it is another name for: `New` in `Old = New`, `export { New as Old }`, `class Old(New): pass`. */
  readonly aliasOf?: string;
  /** `__getattr__` or `sys.modules` for an alias made in that way. */
  readonly via?: string;
  /**
   * JS: the names under which it leaves the module, its own included where it leaves under that too: `default`, `HttpApi`
   * in `export { Api as HttpApi }`. Absent where it leaves under its own name alone, or not at all (`exported` says which).
   */
  readonly exportedAs?: readonly string[];
}

/** A comment that contains `ssot-allow`; the span is the comment's, `text` the comment without its marks. */
export interface AllowComment extends Span {
  readonly text: string;
}

/** Where a file first stopped reading cleanly. */
export interface Damage {
  readonly start: number;
  readonly message: string;
}

/** Their order is part of the format of kept facts. */
export const EXPORT_STYLES = ['commonjs', 'export-equals'] as const;
export type ExportStyle = (typeof EXPORT_STYLES)[number];

/** What one language says in one file. Facts are sorted by start offset. */
export interface LanguageFacts {
  readonly language: LanguageId;
  readonly imports: readonly ImportFact[];
  readonly definitions: readonly DefinitionFact[];
  /**
   * JS: every name that the module exports, `default` and named re-exports included, `export *` not.
   * Python: the entries of `__all__`, or null when there is none. A `*` among them stands for others that are not seen.
   */
  readonly exports: readonly string[] | null;
  /**
   * JS, absent for an ES module. `default` is then the whole value of the module: `module.exports = Api`, `export = Api`.
   * CommonJS that calls itself an ES module (`__esModule`, `exports.default = …`) and has no such value counts as one.
   */
  readonly exportStyle?: ExportStyle;
}

/** Everything read in one blob. Most files have one part; Markdown may have two. */
export interface FileFacts {
  readonly parts: readonly LanguageFacts[];
  readonly allows: readonly AllowComment[];
  readonly damage: Damage | null;
  /** Of a text file that is read for what it mentions, and for nothing else. */
  readonly mentions?: MentionFacts;
}

/** A dotted name or a path in a text file. */
export interface MentionedName extends Span {
  readonly text: string;
  /** The line that it stands in, or as much of a long one as is near. */
  readonly line: string;
}

/** An import in the code of a document. */
export interface MentionedImport {
  readonly language: LanguageId;
  readonly fact: ImportFact;
  readonly line: string;
}

/** What a text file names, and what it tells others to import. */
export interface MentionFacts {
  readonly names: readonly MentionedName[];
  /** In fences, and in what instructs people and agents also between back ticks. */
  readonly imports: readonly MentionedImport[];
}

// ------------------------------------------------------------------------------------------------- module identity

/**
 * A module's identity. `path` is repository-relative with `/`, without extension and trailing `/index` or
 * `/__init__` when the module belongs to the repository (`external` false), else the package specifier without query
 * and fragment (JS `lodash/fp`, Python dotted `google.cloud`). The repository's root package itself is `.`.
 */
export interface ModuleKey {
  readonly language: LanguageId;
  readonly path: string;
  readonly external: boolean;
}

/**
 * The snapshot as pure code sees it. Paths are repository-relative with `/`. Implementations may answer provisionally
 * and note what was asked: the pipeline then fetches it and judges again, so callers must be free of side effects.
 */
export interface Tree {
  /** A regular file stands at this path. */
  has(path: string): boolean;
  /** At least one file stands below this folder. */
  hasFolder(path: string): boolean;
  /** Content as text, or undefined when there is no such file or it cannot be read. */
  read(path: string): string | undefined;
  /** Every file with this base name, sorted: `package.json`, `pyproject.toml`, … */
  named(baseName: string): readonly string[];
  /** Facts of a file, or undefined when there is no such file. */
  facts(path: string): FileFacts | undefined;
  /** Every symbolic link with the text that it holds. */
  links(): ReadonlyMap<string, string>;
  /** What was derived from it and from nothing else, kept beyond this object; absent where nothing is. */
  readonly settled?: Settled | undefined;
}

/** Results that rest on final answers alone, by what they are. */
export interface Settled {
  /** No answer of the tree object was provisional so far. */
  isFinal(): boolean;
  readonly values: Map<string, unknown>;
}

// -------------------------------------------------------------------------------------------------------- registry

export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

export const SEVERITIES = ['error', 'warn'] as const;
export type Severity = (typeof SEVERITIES)[number];
/** A severity, or nothing at all; the strictest first. */
export const LEVELS = [...SEVERITIES, 'off'] as const;
export type Level = (typeof LEVELS)[number];

/** One canonical home, in one language (from the path's extension). */
export interface Home {
  readonly path: string;
  readonly symbol: string | null;
  /** The module that consumers import from, as written; null: `path` itself. */
  readonly import: string | null;
  readonly language: LanguageId;
  readonly place: Place;
}

/** A stated exception: `until` is an ISO day, null when permanent. */
export interface Exception {
  readonly in: readonly string[];
  readonly reason: string;
  readonly until: string | null;
  readonly place: Place;
}

/** `pattern` is a literal name or a glob; `replacement` a reference `<module>[#<symbol>]` or null. */
export interface BannedName {
  readonly pattern: string;
  readonly replacement: string | null;
  readonly place: Place;
}

export interface Ban {
  /** As written, with a `py:` or `js:` prefix if there was one. */
  readonly module: string;
  /** null: the module and everything under it. */
  readonly names: readonly BannedName[] | null;
  readonly use: string | null;
  readonly message: string | null;
  readonly typeOnly: 'ban' | 'allow';
  readonly strings: Level;
  /** Importing files where the ban holds; null: everywhere. */
  readonly in: readonly string[] | null;
  /** Where `in` is stated. */
  readonly inPlace: Place | null;
  /** Of those, files where it does not; null: none. */
  readonly except: readonly string[] | null;
  readonly removeBy: string | null;
  readonly removed: boolean;
  readonly allow: readonly Exception[];
  readonly severity: Severity;
  /** The concept it belongs to, or null for a top-level ban. */
  readonly concept: string | null;
  /** Folder of the registry that states it, `` for the root: it holds below, its globs and paths are relative to it. */
  readonly base: string;
  readonly place: Place;
}

export interface DefinitionRule {
  readonly names: readonly string[];
  /** Files where it looks; null: everywhere. */
  readonly in: readonly string[] | null;
  /** null: the canonical's own kind decides. */
  readonly kinds: readonly DefinitionKind[] | null;
  readonly nested: boolean;
  readonly except: readonly string[];
  readonly allow: readonly Exception[];
  readonly place: Place;
}

export interface UniqueRule extends DefinitionRule {
  readonly base: string;
}

export interface Concept {
  readonly name: string;
  readonly description: string | null;
  readonly canonical: readonly Home[];
  readonly owner: string | null;
  readonly link: string | null;
  readonly severity: Severity;
  readonly deadline: string | null;
  readonly banned: readonly Ban[];
  /** null when no canonical has a symbol. */
  readonly definitions: DefinitionRule | null;
  readonly aliases: Level;
  readonly indirect: Level;
  readonly base: string;
  readonly place: Place;
}

/** What a registry states of names in JavaScript that no tracked configuration explains. */
export interface JsNames {
  /** Alias → repository paths, each with at most one `*`. */
  readonly aliases: readonly (readonly [alias: string, targets: readonly string[]])[];
  /** Names, with at most one `*`, that are no modules of the repository. */
  readonly external: readonly string[];
}

/** A loaded, merged and fully typed registry. Plain JSON. */
export interface Registry {
  /** Every file it was read from, root first. */
  readonly sources: readonly string[];
  readonly files: {
    readonly include: readonly string[];
    readonly exclude: readonly string[];
    /** The globs of `include` that a registry states itself, and where. */
    readonly stated?: readonly { readonly glob: string; readonly place: Place }[];
  };
  /** null: the default roots. */
  readonly pythonRoots: readonly string[] | null;
  readonly js: JsNames;
  readonly concepts: readonly Concept[];
  readonly banned: readonly Ban[];
  readonly unique: readonly UniqueRule[];
  readonly commit: 'touched' | 'introduced';
  readonly inlineAllow: boolean;
  /** How text files that name banned modules are judged, and which are not. */
  readonly mentions: { readonly level: Level; readonly exclude: readonly string[] };
  readonly baseline: string;
  /** Where keys that concern the whole registry are stated, those that are: `include`, `roots`, `commit`, … */
  readonly places: Readonly<Partial<Record<string, Place>>>;
}

/** Something wrong with a registry, found while loading it. */
export interface Problem extends Place {
  readonly message: string;
}

// -------------------------------------------------------------------------------------------------------- findings

/** Every rule. Where two of them mark the same span, the earlier one speaks. */
export const RULE_IDS = [
  'banned-import',
  'duplicate-definition',
  'revived-module',
  'alias',
  'indirect-import',
  'mention',
  'inline-allow',
  'registry',
] as const;
export type RuleId = (typeof RULE_IDS)[number];

/** A text file that names what is banned is told, and counted in no number of violations. */
export function isMention({ rule }: { readonly rule: RuleId }): boolean {
  return rule === 'mention';
}

export const STATUSES = ['new', 'known', 'expiring', 'expired'] as const;
export type Status = (typeof STATUSES)[number];
/** Findings of the other statuses are known debt, and fail no check. */
export const FAILING: ReadonlySet<Status> = new Set(['new', 'expired']);

/** How a finding's module is imported, or what is defined. */
export const FINDING_FORMS = [...IMPORT_FORMS, 'namespace-use', ...DEFINITION_KINDS] as const;
export type FindingForm = (typeof FINDING_FORMS)[number];

export interface Related extends Place {
  readonly message: string;
}

/** So many other places are told of one finding; the rest is a number. */
export const MOST_RELATED = 10;

/** One violation at one place: the shape of `--format json`. */
export interface Finding {
  readonly rule: RuleId;
  readonly concept: string | null;
  readonly severity: Severity;
  readonly status: Status;
  readonly path: string;
  /** The raw name in hex, only when it is not UTF-8. */
  readonly pathBytes?: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
  readonly hint: string | null;
  readonly module: string | null;
  readonly specifier: string | null;
  readonly name: string | null;
  readonly form: FindingForm | null;
  readonly typeOnly: boolean;
  readonly canonical: { readonly path: string; readonly symbol: string | null } | null;
  /** At most `MOST_RELATED`. */
  readonly related: readonly Related[];
  /** How many there are, only where there are more. */
  readonly relatedTotal?: number;
  readonly owner: string | null;
  readonly link: string | null;
  readonly fixable: boolean;
  readonly fingerprint: string;
}

export interface Skipped {
  readonly path: string;
  readonly pathBytes?: string;
  readonly reason: string;
}

export interface Summary {
  readonly filesChecked: number;
  readonly filesSkipped: number;
  readonly errors: number;
  readonly warnings: number;
  readonly known: number;
  readonly uncheckable: number;
}

/** What a check may look at. */
export const SCOPES = ['staged', 'changed', 'paths', 'all', 'ref', 'since', 'stdin'] as const;
export type Scope = (typeof SCOPES)[number];

/** What a check says: a function of snapshot, registry, version and date alone. */
export interface Report {
  readonly version: 1;
  readonly scope: Scope;
  readonly summary: Summary;
  readonly skipped: readonly Skipped[];
  readonly findings: readonly Finding[];
}
