/**
 * Files that hold code of other languages: script blocks of .vue and .svelte, code fences of Markdown.
 */

import { defineLanguage } from '../define.ts';

export const embedded = defineLanguage({
  id: 'container',
  dialects: ['vue', 'svelte', 'markdown'],
  scan: () => ({ parts: [], allows: [], damage: null }),
});
