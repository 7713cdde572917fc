/**
 * Single-file components: the `<script>` blocks of .vue and .svelte.
 *
 * `lang` and `type` of a block say how it reads; `src` imports a file. Names that the markup uses through a namespace
 * (`<ui.Button>`, `{ns.x}`) are added to the namespace's uses; modules that it names itself are imports (markup.ts). In
 * Svelte an `export let` of the instance script is a property of the component, not an export of a module, and so no
 * definition.
 */

import type { FileFacts, ImportedName, ImportFact, LanguageFacts, NamespaceUse } from '../../types.ts';
import { lex } from '../ecmascript/lex.ts';
import { type EcmascriptDialect, scanEcmascript } from '../ecmascript/scan.ts';
import { spanAt } from '../ecmascript/skeleton.ts';
import { type Block, readBlocks, readHtmlAllows } from './html.ts';
import { readMarkupImports } from './markup.ts';
import { mergeFacts, placeFacts } from './placing.ts';

const EMPTY: LanguageFacts = { language: 'js', imports: [], definitions: [], exports: [] };

const DIALECTS: ReadonlyMap<string, EcmascriptDialect> = new Map<string, EcmascriptDialect>([
  ...['', 'js', 'jsx', 'javascript', 'babel', 'module', 'text/javascript', 'application/javascript', 'text/babel'].map(
    (name) => [name, 'js'] as const,
  ),
  ...['ts', 'typescript', 'text/typescript', 'application/typescript'].map((name) => [name, 'ts'] as const),
  ['tsx', 'tsx'],
]);

/** What one component says. Never throws. */
export function scanComponent(text: string, container: Container): FileFacts {
  const blocks = BLOCKS[container](text);
  const scripts = blocks.filter(({ name }) => name === 'script');
  const facts = scripts.map((block) => scanBlock(text, block, container));
  const outside = {
    parts: [{ ...EMPTY, imports: readMarkupImports(text, blocks, container === 'vue' ? 'vue' : 'svelte') }],
    allows: readHtmlAllows(
      text,
      scripts.map(({ content }) => content),
    ),
    damage: null,
  };
  const merged = mergeFacts([outside, ...facts]);
  return {
    ...merged,
    parts: merged.parts.map((part) => ({
      ...part,
      imports: part.imports.map((fact) => withMarkupUses(text, fact, blocks)),
      exports: [...new Set([...(part.exports ?? []), 'default'])],
    })),
  };
}

function attributeValue(block: Block, name: string): string | undefined {
  return block.attributes.find((candidate) => candidate.name === name)?.value;
}

type Container = 'vue' | 'svelte' | 'astro';

const BLOCKS: Readonly<Record<Container, (text: string) => readonly Block[]>> = {
  vue: readBlocks,
  svelte: readSvelteBlocks,
  astro: readAstroBlocks,
};

const MARK = /[<{]|---/g;

/** The end of the hyphens that open the front matter, null without any. Comments and text may stand before them, no markup. */
function openingEnd(text: string): number | null {
  for (let at = 0; ; ) {
    MARK.lastIndex = at;
    const mark = MARK.exec(text);
    if (mark?.[0] === '---') return mark.index + 3;
    const end = mark !== null && text.startsWith('<!--', mark.index) ? text.indexOf('-->', mark.index + 4) : -1;
    if (end < 0) return null;
    at = end + 3;
  }
}

/**
 * What stands between the first hyphens is a script, whatever elements stand where in the markup behind it. It ends at the
 * next ones that are code.
 */
function readAstroBlocks(text: string): readonly Block[] {
  const start = openingEnd(text);
  const end = start === null ? 0 : frontMatterEnd(text, start);
  const markup = text.slice(0, end).replace(/[^\r\n]/g, ' ') + text.slice(end);
  const blocks = readBlocks(markup.replace(OTHER_TAGS, ' '));
  if (start === null) return blocks;
  const tag = { start: start - 3, end: start };
  return [{ name: 'script', tag, attributes: [], content: { start, end } }, ...blocks];
}

/** The text's length where it is not closed. */
function frontMatterEnd(text: string, start: number): number {
  const code = text.slice(start);
  const { skeleton } = lex(code, false, true);
  let at = code.indexOf('---');
  while (at >= 0 && spanAt(skeleton, at) >= 0) at = code.indexOf('---', at + 1);
  if (at < 0) at = code.search(/^---[ \t]*$/m);
  return at < 0 ? text.length : start + at;
}

const OTHER_TAGS = /<(?!\/?(?:script|style)\b|!--)/gi;

/**
 * Scripts and styles of Svelte stand among the markup. One of the component's own begins its line, or follows another
 * block or a comment; one that is indented belongs to an element, unless nothing but blocks stands before it.
 */
function readSvelteBlocks(text: string): readonly Block[] {
  let end = 0;
  let onlyBlocks = true;
  return readBlocks(text.replace(OTHER_TAGS, ' ')).filter(({ tag, content }) => {
    const between = text.slice(end, tag.start).replace(/^<\/(?:script|style)\s*>|<!--[\s\S]*?-->/gi, '');
    end = content.end;
    onlyBlocks &&= between.trim() === '';
    return onlyBlocks || between === '' || between.endsWith('\n') || between.endsWith('\r');
  });
}

function scanBlock(text: string, block: Block, container: Container): FileFacts {
  const unnamed = container === 'astro' ? 'ts' : '';
  const named = attributeValue(block, 'lang') ?? attributeValue(block, 'type') ?? unnamed;
  const dialect = DIALECTS.get(named.toLowerCase());
  const source = sourceImport(block);
  const { start, end } = block.content;
  const isOpen = end === text.length && end > block.tag.end;
  const isFrontMatter = text.startsWith('---', block.tag.start);
  const damage = isOpen
    ? { start: block.tag.start, message: `'${isFrontMatter ? '---' : '<script>'}' was never closed` }
    : null;
  const outer: FileFacts = { parts: [{ ...EMPTY, imports: source }], allows: [], damage };
  if (dialect === undefined) return outer;
  const inner = placeFacts(scanEcmascript(text.slice(start, end), dialect), (offset) => start + offset);
  const isInstance = attributeValue(block, 'module') === undefined && attributeValue(block, 'context') !== 'module';
  return mergeFacts([outer, container === 'svelte' && isInstance ? withoutProperties(inner) : inner]);
}

/** `<script src="./x.ts">` as an import without names. */
function sourceImport(block: Block): readonly ImportFact[] {
  const src = block.attributes.find(({ name }) => name === 'src');
  if (src === undefined || src.value === '') return [];
  const { start, end, value } = src;
  return [{ form: 'import', specifier: value, start, end, names: [], statement: block.tag, typeOnly: false }];
}

function withoutProperties(facts: FileFacts): FileFacts {
  const parts = facts.parts.map((part) => ({
    ...part,
    definitions: part.definitions
      .filter(({ kind, exported }) => !(kind === 'variable' && exported))
      .map((definition) => ({ ...definition, exported: false })),
    exports: [],
  }));
  return { ...facts, parts };
}

/** Adds the uses of a namespace in the markup. */
export function withMarkupUses(text: string, fact: ImportFact, blocks: readonly Block[]): ImportFact {
  if (!fact.names.some(({ name, local }) => name === '*' && local !== null)) return fact;
  return { ...fact, names: fact.names.map((name) => withUsesOutside(text, name, blocks)) };
}

function withUsesOutside(text: string, name: ImportedName, blocks: readonly Block[]): ImportedName {
  if (name.name !== '*' || name.local === null) return name;
  const uses: NamespaceUse[] = [];
  const pattern = new RegExp(`(?<![\\w$.])${name.local.replace(/\$/g, '\\$&')}\\s*\\??\\.\\s*([\\w$]+)`, 'g');
  for (const match of text.matchAll(pattern)) {
    const member = match[1] ?? '';
    const end = match.index + match[0].length;
    const hidden = blocks.some(
      ({ name: block, content }) =>
        (block === 'script' || block === 'style') && content.start <= match.index && match.index < content.end,
    );
    const closing = text.endsWith('</', match.index);
    if (!hidden && !closing) uses.push({ name: member, start: end - member.length, end });
  }
  if (uses.length === 0) return name;
  return { ...name, uses: [...(name.uses ?? []), ...uses].sort((a, b) => a.start - b.start) };
}
