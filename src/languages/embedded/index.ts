/**
 * Files that hold code of other languages: script blocks of .vue and .svelte, code fences of Markdown. Each piece is
 * scanned by its own language; the facts come back with their places in the whole file.
 */

import { defineLanguage } from '../define.ts';
import { scanComponent } from './component.ts';
import { scanMarkdown } from './markdown.ts';

export const embedded = defineLanguage({
  id: 'container',
  dialects: ['vue', 'svelte', 'markdown'],
  scan: (text, dialect, closely) =>
    dialect === 'vue' || dialect === 'svelte' ? scanComponent(text, dialect) : scanMarkdown(text, closely),
});
