/** Python, as one of the languages. */

import type { Dialect } from '../../types.ts';
import { defineLanguage } from '../define.ts';
import { type PythonDialect, scanPython } from './scan.ts';

const DIALECTS: readonly PythonDialect[] = ['py', 'py-init', 'pyi', 'pyi-init'];

/** Dialects of other languages never arrive here; should one, it reads as plain Python. */
function asPythonDialect(dialect: Dialect): PythonDialect {
  return DIALECTS.find((own) => own === dialect) ?? 'py';
}

export const python = defineLanguage({
  id: 'py',
  dialects: DIALECTS,
  scan: (text, dialect, closely) => scanPython(text, asPythonDialect(dialect), closely),
});
