/**
 * Files that hold code of other languages: scripts of components, code blocks of pages, cells of notebooks. Each piece is
 * scanned by its own language; the facts come back with their places in the whole file.
 */

import { defineLanguage } from '../define.ts';
import { scanComponent } from './component.ts';
import { scanMarkdown } from './markdown.ts';
import { scanMdx } from './mdx.ts';
import { scanNotebook } from './notebook.ts';
import { scanRst } from './rst.ts';

export const embedded = defineLanguage({
  id: 'container',
  dialects: ['vue', 'svelte', 'astro', 'markdown', 'mdx', 'rst', 'notebook'],
  scan: (text, dialect, closely) => {
    if (dialect === 'vue' || dialect === 'svelte' || dialect === 'astro') return scanComponent(text, dialect);
    if (dialect === 'mdx') return scanMdx(text, closely);
    if (dialect === 'rst') return scanRst(text, closely);
    return dialect === 'notebook' ? scanNotebook(text, closely) : scanMarkdown(text, closely);
  },
});
