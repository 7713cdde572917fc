/** JavaScript and TypeScript, as one of the languages. */

import { defineLanguage } from '../define.ts';

export const ecmascript = defineLanguage({
  id: 'js',
  dialects: ['js', 'ts', 'tsx', 'dts'],
  scan: () => ({ parts: [{ language: 'js', imports: [], definitions: [], exports: [] }], allows: [], damage: null }),
});
