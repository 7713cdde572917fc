/**
 * JavaScript and TypeScript, as one language of facts (`js`).
 */

import { defineLanguage } from '../define.ts';
import { type EcmascriptDialect, scanEcmascript } from './scan.ts';

const DIALECTS: readonly EcmascriptDialect[] = ['js', 'ts', 'tsx', 'dts'];

export const ecmascript = defineLanguage({
  id: 'js',
  dialects: DIALECTS,
  scan: (text, dialect) => scanEcmascript(text, DIALECTS.find((known) => known === dialect) ?? 'js'),
});
