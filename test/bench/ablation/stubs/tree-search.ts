/** Every file of a whole tree is scanned, every specifier resolved. */
import { SCAN_ALL } from '../../../../src/facts/byte-search.ts';
import type { searchOfTree as real, ALWAYS_READ as realBeginnings } from '../../../../src/prefilter/tree-search.ts';

export const searchOfTree: typeof real = () => ({ prefilter: SCAN_ALL, mayBeBanned: () => true });

export const ALWAYS_READ: typeof realBeginnings = ['@/', '~/'];
