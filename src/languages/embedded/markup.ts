/**
 * Modules that are named in the markup of a component, where code may stand: bindings, handlers and `{{ }}` of Vue, whatever
 * Svelte has in braces, and the type parameters of a script's `generic`. Only where one of the words for it stands there.
 *
 * Character references in attributes are not decoded: a specifier that is written with one is not read.
 */

import { pushAll } from '../../text/lists.ts';
import type { ImportedName, ImportFact, ImportForm, NamespaceUse, Span } from '../../types.ts';
import { type EcmascriptDialect, scanEcmascript } from '../ecmascript/scan.ts';
import { type Block, readTag } from './html.ts';
import { placeFacts } from './placing.ts';

const NAMES_MODULE = /\b(?:import|require|createRequire)\b/;
/** Statements do not stand in markup. */
const FORMS: ReadonlySet<ImportForm> = new Set(['dynamic-import', 'require', 'string', 'import-type']);

/** A piece of code, and what it is put between to read as what it is there. */
interface Piece extends Span {
  readonly before: string;
  readonly behind: string;
}

/** The imports that the markup of a component says. */
export function readMarkupImports(
  text: string,
  blocks: readonly Block[],
  container: 'vue' | 'svelte',
): readonly ImportFact[] {
  const generics = blocks.flatMap((block) => genericsOf(text, block));
  if (container === 'vue') return [...generics, ...blocks.flatMap((block) => readTemplate(text, block))];
  return [...generics, ...readSvelteMarkup(text, blocks)];
}

function read(text: string, { start, end, before, behind }: Piece, dialect: EcmascriptDialect): readonly ImportFact[] {
  const code = text.slice(start, end);
  if (!NAMES_MODULE.test(code)) return [];
  const facts = scanEcmascript(before + code + behind, dialect);
  const place = (offset: number): number => Math.min(end, Math.max(start, start + offset - before.length));
  return placeFacts(facts, place).parts.flatMap(({ imports }) => imports.filter(({ form }) => FORMS.has(form)));
}

/** `generic="T extends import('./m').A"` of a `<script>`, `generics` in Svelte. */
function genericsOf(text: string, { name, attributes }: Block): readonly ImportFact[] {
  if (name !== 'script') return [];
  return attributes
    .filter((attribute) => attribute.name === 'generic' || attribute.name === 'generics')
    .flatMap((attribute) =>
      read(text, { ...insideQuotes(text, attribute), before: 'type _<', behind: '> = 0;' }, 'ts'),
    );
}

function insideQuotes(text: string, { start, end }: Span): Span {
  const quote = text.charAt(start);
  return quote === '"' || quote === "'" ? { start: start + 1, end: end - 1 } : { start, end };
}

// ------------------------------------------------------------------------------------------------------------- Vue

const TAG = /<!--|<[A-Za-z][\w.:-]*/g;
const INTERPOLATION = /\{\{([\s\S]*?)\}\}/g;
const VALUE = { before: '_=(', behind: ')' };

/** Bindings (`:is`, `v-if`, `#slot`), handlers (`@click`) and `{{ }}` of a template. */
function readTemplate(text: string, { name, content }: Block): readonly ImportFact[] {
  if (name !== 'template' || !NAMES_MODULE.test(text.slice(content.start, content.end))) return [];
  const found: ImportFact[] = [];
  const code = text.slice(0, content.end);
  let from = content.start;
  const readText = (to: number): void => {
    for (const { 1: inside = '', index } of code.slice(from, to).matchAll(INTERPOLATION)) {
      const start = from + index + 2;
      pushAll(found, read(text, { start, end: start + inside.length, ...VALUE }, 'ts'));
    }
  };
  TAG.lastIndex = content.start;
  for (let match = TAG.exec(code); match !== null; match = TAG.exec(code)) {
    readText(match.index);
    if (match[0] === '<!--') {
      const close = code.indexOf('-->', match.index);
      if (close < 0) return found;
      from = close + 3;
    } else {
      const { attributes, end } = readTag(code, match.index + match[0].length);
      for (const attribute of attributes) pushAll(found, readDirective(text, attribute));
      from = end;
    }
    TAG.lastIndex = from;
  }
  readText(content.end);
  return found;
}

/** A handler holds statements, any other directive a value. */
function readDirective(text: string, attribute: Block['attributes'][number]): readonly ImportFact[] {
  if (!/^(?:[:@#.]|v-)/.test(attribute.name) || attribute.value === '') return [];
  const isHandler = /^(?:@|v-on\b)/.test(attribute.name);
  return read(text, { ...insideQuotes(text, attribute), ...(isHandler ? { before: '', behind: '' } : VALUE) }, 'ts');
}

// ---------------------------------------------------------------------------------------------------------- Svelte

/** `{#if`, `{:then`, `{/if`, `{@html`: the sign is no part of the code. */
const SIGN = /\{[#:/@]/g;
/** An attribute whose quotes hold nothing but braces, as they had to in earlier versions. */
const QUOTED_BRACES = /=(\s*)"(\{[^"]*\})"/g;

/** Svelte's markup reads like that of JSX once its own signs are blanked. */
function readSvelteMarkup(text: string, blocks: readonly Block[]): readonly ImportFact[] {
  let markup = '';
  let from = 0;
  for (const { name, tag, content } of blocks) {
    if (name !== 'script' && name !== 'style') continue;
    markup += text.slice(from, tag.start) + ' '.repeat(content.end - tag.start);
    from = content.end;
  }
  markup += text.slice(from);
  if (!NAMES_MODULE.test(markup)) return [];
  const code = markup
    .replace(/<!--[\s\S]*?-->|<\/?(?:script|style)\b[^>]*>/g, (piece) => ' '.repeat(piece.length))
    .replace(SIGN, '{ ')
    .replace(QUOTED_BRACES, '=$1 $2 ');
  const facts = read(code, { start: 0, end: code.length, before: '<>', behind: '</>' }, 'tsx');
  return facts.map((fact) => withAwaited(text, fact));
}

/** What a longer block does with the module is not looked for. */
const LONGEST_BLOCK = 2000;
const AWAIT = /\{#await\s+$/;
const THEN = /^\s*(?:then|\}(?:(?!\{#await)[\s\S])*?\{:then)\s+(?:([\w$]+)|\{([^{}]*)\})\s*\}/;
const ENTRY = /([\w$]+)\s*(?::\s*([\w$]+))?\s*(?:=[^,]*)?(?:,|$)/g;

/** What `{#await import('./m') then x}` and `{:then x}` bind the module to. */
function withAwaited(text: string, fact: ImportFact): ImportFact {
  const { start, end } = fact.statement;
  if (fact.form !== 'dynamic-import' || !AWAIT.test(text.slice(Math.max(0, start - 40), start))) return fact;
  const near = text.slice(end, end + LONGEST_BLOCK);
  const close = near.indexOf('{/await');
  const block = close < 0 ? near : near.slice(0, close + 1);
  const then = THEN.exec(block);
  if (then === null) return close < 0 || /\{:then|^\s*then\b/.test(block) ? fact : { ...fact, names: [] };
  if (close < 0) return fact;
  const at = end + then[0].length - 1;
  const [, whole, list] = then;
  if (whole !== undefined) return { ...fact, names: usesIn(text, fact, whole, { start: at, end: end + block.length }) };
  const open = text.lastIndexOf('{', at - 1) + 1;
  const names: ImportedName[] = [];
  for (const entry of (list ?? '').matchAll(ENTRY)) {
    const [, name = '', local = name] = entry;
    const from = open + entry.index;
    names.push({ name, local, start: from, end: from + name.length, typeOnly: false });
  }
  return { ...fact, names };
}

/** What is done within a block with the name that it binds to the module. */
function usesIn(text: string, fact: ImportFact, local: string, { start, end }: Span): readonly ImportedName[] {
  const uses: NamespaceUse[] = [];
  let escapes: Span | undefined;
  const block = text.slice(start, end);
  const pattern = new RegExp(`(?<![\\w$.])${local.replace(/\$/g, '\\$&')}(?![\\w$])(?:\\s*\\??\\.\\s*([\\w$]+))?`, 'g');
  for (const { 0: whole, 1: member, index } of block.matchAll(pattern)) {
    const stop = start + index + whole.length;
    if (member !== undefined) uses.push({ name: member, start: stop - member.length, end: stop });
    else escapes ??= { start: start + index, end: stop };
  }
  if (uses.length === 0 && escapes === undefined) return [];
  const place = { start: fact.start, end: fact.end };
  return [{ name: '*', local: null, ...place, typeOnly: false, uses, ...(escapes === undefined ? {} : { escapes }) }];
}
