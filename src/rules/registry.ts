/**
 * `registry`: the registry contradicts itself or the tree. The checks stand in self-check/, because they see
 * the whole registry and no file's findings; here stands what the rule says of itself.
 */

import { baselinePaths } from '../registry/baseline-file.ts';
import { onPaths } from '../required-text/required.ts';
import { defineRule } from './define.ts';

export const registry = defineRule({
  id: 'registry',
  summary: 'the registry contradicts itself or the tree',
  docs:
    'Two concepts with one home, a replacement that is itself banned, a canonical file that does not define its ' +
    'symbol, an exception that has expired: a registry that cannot be followed will not be. Each finding names the two ' +
    'places that contradict each other. Judged when the registry, the baseline or a canonical file is staged, and ' +
    'always over a whole tree.',
  options: [],
  fixes: 'Nothing: the registry is written by people.',
  bad: {
    registry: {
      banned: [
        { module: 'moment', use: 'dayjs' },
        { module: 'dayjs', use: 'moment' },
      ],
    },
    files: { 'src/a.ts': 'export const a = 1;\n' },
  },
  good: {
    registry: { banned: [{ module: 'moment', use: 'dayjs' }] },
    files: { 'src/a.ts': 'export const a = 1;\n' },
  },
  baselined: false, // it is fixed in the registry
  requiredTexts: ({ matcher: { registry } }) => {
    const homes = registry.concepts.flatMap((concept) => concept.canonical.map(({ path }) => path));
    return onPaths('path', [...registry.sources, ...baselinePaths(registry), ...homes]);
  },
});
