/**
 * The top level of a component file: its elements, their attributes and their raw text. `<template>` may nest, other
 * elements run to the first closing tag of their name, as the compilers of Vue and Svelte read them.
 */

import type { AllowComment, Span } from '../../types.ts';
import { decodeAttribute } from './entities.ts';

export interface Attribute extends Span {
  readonly name: string;
  /** The value without quotes, decoded, empty when there is none; the span is the value's, quotes included. */
  readonly value: string;
}

export interface Block {
  readonly name: string;
  /** The opening tag. */
  readonly tag: Span;
  readonly attributes: readonly Attribute[];
  readonly content: Span;
}

const OPENING = /<!--|<([A-Za-z][\w.-]*)/g;

/** The blocks at the top level of `text`, comments left out. */
export function readBlocks(text: string): readonly Block[] {
  const blocks: Block[] = [];
  OPENING.lastIndex = 0;
  for (let match = OPENING.exec(text); match !== null; match = OPENING.exec(text)) {
    const name = match[1];
    if (name === undefined) {
      const end = text.indexOf('-->', OPENING.lastIndex);
      if (end < 0) break;
      OPENING.lastIndex = end + 3;
      continue;
    }
    const { attributes, end, closed } = readTag(text, OPENING.lastIndex);
    const tag = { start: match.index, end };
    const content = closed ? { start: end, end } : { start: end, end: findContentEnd(text, end, name.toLowerCase()) };
    blocks.push({ name: name.toLowerCase(), tag, attributes, content });
    OPENING.lastIndex = content.end;
  }
  return blocks;
}

const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|\{[^}]*\}|[^\s"'<>`]+))?|\/?>/g;

/** Reads a tag from after its name; `end` is the offset after its `>`. */
export function readTag(text: string, from: number) {
  const attributes: Attribute[] = [];
  ATTRIBUTE.lastIndex = from;
  for (let match = ATTRIBUTE.exec(text); match !== null; match = ATTRIBUTE.exec(text)) {
    const [whole, name, raw] = match;
    if (name === undefined) return { attributes, end: ATTRIBUTE.lastIndex, closed: whole === '/>' };
    const value = raw ?? '';
    const end = ATTRIBUTE.lastIndex;
    const unquoted = /^["']/.test(value) ? value.slice(1, -1) : value;
    attributes.push({ name: name.toLowerCase(), value: decodeAttribute(unquoted), start: end - value.length, end });
  }
  return { attributes, end: text.length, closed: true };
}

/** Offset of the closing tag of `name`, or the text's length. */
function findContentEnd(text: string, from: number, name: string): number {
  if (name !== 'template') {
    const close = new RegExp(`</${name.replace(/[.]/g, '\\.')}(?=[\\s>/])`, 'gi');
    close.lastIndex = from;
    return close.exec(text)?.index ?? text.length;
  }
  const tags = /<!--[\s\S]*?-->|<(\/?)template(?=[\s>/])/gi;
  tags.lastIndex = from;
  let depth = 1;
  for (let match = tags.exec(text); match !== null; match = tags.exec(text)) {
    if (match[1] === undefined) continue;
    if (match[1] === '/') {
      depth--;
      if (depth === 0) return match.index;
    } else {
      const { end, closed } = readTag(text, tags.lastIndex);
      if (!closed) depth++;
      tags.lastIndex = end;
    }
  }
  return text.length;
}

/** Comments of HTML outside `blocks` (ascending) that contain `ssot-allow`. */
export function readHtmlAllows(text: string, blocks: readonly Span[]): readonly AllowComment[] {
  if (!text.includes('ssot-allow')) return [];
  const allows: AllowComment[] = [];
  let block = 0;
  for (let start = text.indexOf('<!--'); start >= 0; start = text.indexOf('<!--', start + 4)) {
    while ((blocks[block]?.end ?? text.length) <= start) block++;
    const around = blocks[block];
    if (around !== undefined && around.start <= start) {
      start = around.end - 4;
      continue;
    }
    const close = text.indexOf('-->', start + 4);
    if (close < 0) break;
    const comment = text.slice(start + 4, close);
    if (comment.includes('ssot-allow')) allows.push({ start, end: close + 3, text: comment.trim() });
    start = close - 1;
  }
  return allows;
}
