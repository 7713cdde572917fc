/**
 * What `doctor` plants: a file that the registry guards and that breaks exactly one ban more than the registry has,
 * whatever the registry looks like.
 */
import { describe, expect, it } from 'vitest';
import { plant } from '../../../src/commands/doctor/plant.ts';
import { loadRegistry } from '../../../src/registry/load.ts';
import { compileRegistry, openMatcher } from '../../../src/registry/matcher.ts';

const PATH = '.ssotrc.json';

function load(text: string) {
  const { registry } = loadRegistry({ path: PATH, text }, () => '{ "version": 1, "banned": ["six"] }');
  return registry;
}

function planted(text: string, tracked: readonly string[]) {
  const registry = load(text);
  const guard = registry === null ? null : openMatcher(compileRegistry(registry));
  return {
    matcher: guard,
    registry,
    found: plant({ path: PATH, text: registry === null ? null : text }, guard, tracked),
  };
}

describe('the planted ban', () => {
  it.each([
    ['commented, with a trailing comma', '{ "version": 1, // one\n "banned": [ "pytz", ], }\n'],
    ['an empty list', '{\n  "version": 1,\n  "banned": []\n}\n'],
    ['one ban, not a list', '{ "version": 1, "banned": "pytz" }\n'],
    ['one ban in full', '{ "version": 1, "banned": { "module": "pytz", "use": "zoneinfo" } }\n'],
    ['no bans', '{ "version": 1, "concepts": {} }\n'],
    ['an extension', '{ "version": 1, "extends": ["more.json"], "banned": ["pytz"] }\n'],
    ['a byte-order mark and CRLF', '\ufeff{\r\n  "version": 1,\r\n  "banned": ["pytz"]\r\n}\r\n'],
  ])('is added to what is there: %s', (_name, text) => {
    const { registry, found } = planted(text, ['app/main.py']);
    const next = load(found?.planted.get(PATH) ?? '');
    expect(registry).not.toBeNull();
    expect(next?.banned.map(({ module }) => module).sort()).toEqual([
      ...(registry?.banned.map(({ module }) => module) ?? []),
      'ssot_guard_planted',
    ]);
    expect(next?.concepts).toEqual(registry?.concepts);
  });

  it('stands alone where the registry is missing or cannot be used', () => {
    const { found } = planted('{ "version": 1, "baned": [] }', ['app/main.py']);
    expect(load(found?.planted.get(PATH) ?? '')?.banned.map(({ module }) => module)).toEqual(['ssot_guard_planted']);
  });
});

describe('the planted file', () => {
  it.each([
    ['beside a guarded one', '{ "version": 1 }', ['README.md', 'app/main.py'], 'app/ssot_guard_doctor.py'],
    ['of a guarded language', '{ "version": 1 }', ['src/a.tsx'], 'src/ssot_guard_doctor.tsx'],
    [
      'where the registry looks',
      '{ "version": 1, "files": { "include": "web/**/*.ts" } }',
      ['app/main.py'],
      'web/ssot_guard_doctor.ts',
    ],
    [
      'not where it does not look',
      '{ "version": 1, "files": { "exclude": "app/**" } }',
      ['app/a.py', 'lib/b.js'],
      'lib/ssot_guard_doctor.js',
    ],
    ['in an empty repository', '{ "version": 1 }', [], 'ssot_guard_doctor.py'],
  ] as const)('stands %s', (_name, text, tracked, path) => {
    const { matcher: guard, found } = planted(text, tracked);
    expect(found?.path).toBe(path);
    expect(guard?.includes(path)).toBe(true);
    expect(found?.planted.get(path)).toContain('ssot_guard_planted');
  });

  it('stands nowhere when the registry guards no source', () => {
    expect(planted('{ "version": 1, "files": { "include": "**/*.md" } }', ['app/main.py']).found).toBeNull();
  });
});
