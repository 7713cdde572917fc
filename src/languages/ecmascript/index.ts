/**
 * JavaScript and TypeScript, as one language of facts (`js`).
 */

import { defineLanguage } from '../define.ts';
import { type EcmascriptDialect, scanEcmascript } from './scan.ts';

const dialects: readonly EcmascriptDialect[] = ['js', 'ts', 'tsx', 'dts'];

export const ecmascript = defineLanguage({
  id: 'js',
  dialects,
  scan: (text, dialect) => scanEcmascript(text, dialects.find((known) => known === dialect) ?? 'js'),
});
