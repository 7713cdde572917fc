/** Containers: files that hold script blocks of other languages. */

import { defineLanguage } from '../define.ts';

export const embedded = defineLanguage({
  id: 'container',
  dialects: ['vue', 'svelte', 'markdown'],
  scan: () => ({ parts: [], allows: [], damage: null }),
});
