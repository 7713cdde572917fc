/** Every registry is compiled anew. */
import type {
  writeCompiledRegistry as realKeep,
  readCompiledRegistry as realRecall,
} from '../../../../src/registry/compiled-cache.ts';

export const readCompiledRegistry: typeof realRecall = () => null;
export const writeCompiledRegistry: typeof realKeep = () => {};
