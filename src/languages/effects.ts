/**
 * What a source does when it is loaded, beyond making what it gives. A function of the text and its dialect alone.
 */
import { DIALECTS, type Dialect, type Span } from '../types.ts';
import { ecmascriptEffects } from './ecmascript/effects.ts';
import { isContainer } from './index.ts';
import { pythonEffects } from './python/effects.ts';

/** The first thing that a module does when it is loaded; null where it only defines, imports and gives. */
export function effectsOf(text: string, dialect: Dialect): Span | null {
  if (dialect === 'dts' || dialect.startsWith('pyi')) return null;
  // What a component does is spread over its file.
  if (isContainer(dialect)) return { start: 0, end: 0 };
  if (DIALECTS[dialect] === 'py') return pythonEffects(text);
  return ecmascriptEffects(text, dialect === 'js' || dialect === 'tsx', dialect !== 'js');
}
