/**
 * An audit by hand, with a history and hostile names, and findings as many as wanted: what a page is made of in tests.
 */
import type { Audit, ConceptAudit, History } from '../../src/audit.ts';
import type { PageFinding } from '../../src/page-data.ts';

/** Ends an element, runs, reorders a line, or leads where no link should. */
export const HOSTILE = {
  name: '</script><script>window.hit=1</script><img src=x onerror=window.hit=1>',
  bidi: 'abc\u202egpj.exe\u2066\u2028',
  link: 'javascript:window.hit=1',
} as const;

const FOLDERS = ['src/ws', 'src/ws/core', 'src/agents/supervisor', 'tests/e2e/journeys', 'tests/unit', 'scripts'];
const OWNERS = [['@platform'], ['@agents', '@platform'], []];
const CONCEPTS = ['WebSocketManager', 'UserContext', HOSTILE.name, null];

/** Findings as a report has them, by place. */
export function findingsOf(count: number): PageFinding[] {
  const one = (n: number): PageFinding => ({
    rule: n % 7 === 0 ? 'duplicate-definition' : 'banned-import',
    severity: n % 5 === 0 ? 'warn' : 'error',
    status: n % 11 === 0 ? 'expired' : n % 3 === 0 ? 'known' : 'new',
    path: `${FOLDERS[n % FOLDERS.length]}/module_${String(n >> 2).padStart(4, '0')}.py`,
    line: 1 + (n % 90),
    column: 1 + (n % 40),
    concept: CONCEPTS[n % CONCEPTS.length] ?? null,
    message: `\`name_${n % 40}\` is imported from \`app.websocket_core.part_${n % 60}\`, which is banned: it has one home (.ssotrc.json:9)`,
    hint: n % 2 === 0 ? `from app.websocket_core.unified import name_${n % 40}` : null,
    owners: OWNERS[n % OWNERS.length] ?? [],
  });
  const all = Array.from({ length: count }, (_, n) => one(n));
  return all.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
}

/** Files that could not be read, or not cleanly, at a commit. */
const HIDDEN = { filesUnread: 1, filesDamaged: 3 };
const NONE_HIDDEN = { filesUnread: 0, filesDamaged: 0 };

const day = (n: number): string => new Date(Date.UTC(2025, 8, 1 + n)).toISOString().slice(0, 10);
const commit = (n: number): string => n.toString(16).padStart(40, '0');

/** Three weeks by day: a slow start, a day of "remediation" on which much arrives, and a commit that cannot be judged. */
function history(): History {
  const left = [
    1240, 1236, 1240, 1221, 1204, 1204, 1190, 1343, 1330, 1301, 1287, 1262, 0, 1255, 1230, 1211, 1180, 1164, 1150,
  ];
  const ofMain = (n: number): number => Math.round(n * 0.86);
  const points = left.map((findings, n): History['points'][number] => ({
    ...{
      commit: commit(n + 1),
      day: day(n),
      filesChecked: 10_000 + n * 4,
      findings,
      ...(n === 5 ? HIDDEN : NONE_HIDDEN),
    },
    compliance: {
      touching: 1700,
      clean: 1700 - (findings >> 1),
      percent: Math.floor(((1700 - (findings >> 1)) * 1000) / 1700) / 10,
    },
    concepts: [
      { name: 'WebSocketManager', findings: ofMain(findings), left: ofMain(findings) - 20, total: 1372 },
      { name: 'UserContext', findings: findings - ofMain(findings), left: findings - ofMain(findings), total: 500 },
    ],
    unjudged: n === 12 ? 'the registry of that day is damaged' : null,
  }));
  const steps = left.slice(1).map((findings, n): History['steps'][number] => {
    const change = n === 11 || n === 12 ? 0 : findings - (left[n] ?? 0);
    const arrivals = Math.max(0, change) + (n % 4) * 3;
    const removals = Math.max(0, -change) + (n % 4) * 3;
    const concepts = [{ name: 'WebSocketManager', arrivals, removals }];
    return { arrivals, removals, agentArrivals: arrivals >> 1, agentRemovals: removals >> 2, concepts };
  });
  return {
    ...{ range: 'v1..HEAD', every: 'day', registry: 'today', points, steps },
    trends: [
      { name: 'WebSocketManager', perWeek: -38, doneOn: '2026-03-20', deadline: '2025-10-31', daysLate: 140 },
      { name: 'UserContext', perWeek: -60, doneOn: '2025-10-08', deadline: '2025-10-15', daysLate: -7 },
    ],
    reversals: [
      {
        kind: 'canonical-changed',
        day: day(4),
        commit: commit(5),
        concept: 'WebSocketManager',
        message: 'src/ws/manager.py was the home, now it is src/ws/core/unified.py',
        byAgent: true,
      },
      {
        kind: 'module-revived',
        day: day(7),
        commit: commit(8),
        concept: 'WebSocketManager',
        message: `src/ws/${HOSTILE.name}.py is there again`,
        byAgent: false,
      },
      {
        kind: 'deadline-moved',
        day: day(14),
        commit: commit(15),
        concept: 'UserContext',
        message: 'from 2025-09-30 to 2025-10-15',
        byAgent: false,
      },
    ],
    adders: [
      { name: HOSTILE.bidi, byAgent: true, arrivals: 153, removals: 12, commits: 9 },
      { name: 'Ada Lovelace', byAgent: false, arrivals: 40, removals: 210, commits: 31 },
    ],
  };
}

function conceptOf(name: string | null, findings: number, over: Partial<ConceptAudit> = {}): ConceptAudit {
  return {
    ...{
      name,
      sentence: `${findings} of ${findings * 2} imports left in 52 files of 2 owners; deadline 2025-10-31, in 6 weeks`,
    },
    ...{
      description: null,
      owner: '@platform',
      link: null,
      deadline: '2025-10-31',
      findings,
      files: 52,
      owners: ['@agents', '@platform'],
    },
    canonical: [{ path: 'src/ws/core/unified.py', symbol: 'WebSocketManager' }],
    imports: { total: findings * 2, left: findings, canonical: findings - 3, excepted: 3 },
    compliance: { touching: 791, clean: 271, percent: 34.2 },
    rules: [{ rule: 'banned-import', findings, files: 52 }],
    statuses: [{ status: 'new', findings, files: 52 }],
    definedIn: ['src/ws/core/unified.py', 'src/ws/manager.py', 'tests/a.py', 'tests/b.py', 'tests/c.py', 'tests/d.py'],
    spellings: [
      {
        language: 'py',
        specifier: 'app.ws.manager',
        name: 'WebSocketManager',
        way: 'banned',
        imports: 510,
        files: 364,
      },
      {
        language: 'py',
        specifier: 'app.ws.core.unified',
        name: 'WebSocketManager',
        way: 'canonical',
        imports: 365,
        files: 330,
      },
      { language: 'py', specifier: '(relative) src/ws/manager', name: null, way: 'indirect', imports: 3, files: 3 },
    ],
    ...over,
  };
}

/** Everything that a page can show. */
export function richAudit(): Audit {
  const link = HOSTILE.link;
  return {
    ...{ version: 1, tool: '0.1.0', scope: 'ref', commit: commit(19), day: '2025-09-19' },
    counts: {
      ...{ filesChecked: 10_806, filesSkipped: 22, filesUnread: 1, filesDamaged: 2, findings: 1150, files: 603 },
      ...{ fixable: 420, expiredErrors: 12, mentions: 14 },
    },
    compliance: { touching: 1751, clean: 1148, percent: 65.5 },
    concepts: [
      conceptOf('WebSocketManager', 989, {
        link: 'https://example.com/ws',
        description: 'One way to talk to sockets.',
      }),
      conceptOf('UserContext', 0, {
        sentence: 'nothing left of 500 imports',
        rules: [],
        statuses: [],
        owners: [],
        files: 0,
        compliance: { touching: 500, clean: 500, percent: 100 },
      }),
      conceptOf(HOSTILE.name, 40, { link, sentence: `40 imports left of ${HOSTILE.bidi}` }),
      conceptOf(null, 121, { canonical: [], spellings: [], definedIn: [], deadline: null, owner: null }),
    ],
    rules: [{ rule: 'banned-import', findings: 1071, files: 509 }],
    statuses: [
      { status: 'new', severity: 'error', findings: 700, files: 400 },
      { status: 'known', severity: 'error', findings: 438, files: 300 },
      { status: 'expired', severity: 'error', findings: 12, files: 8 },
    ],
    folders: FOLDERS.map((path, n) => ({ path, touching: 300, findings: 400 - n * 60, files: 120 - n * 10 })),
    owners: [
      { owner: '@platform', findings: 1098, files: 520 },
      { owner: null, findings: 121, files: 114 },
    ],
    bans: [
      ban('app.ws.factory', { importers: 136, imports: 298, strings: 28, keptBy: '136 files import it' }),
      ban('app.ws.old', { safeToDelete: true, keptBy: null }),
      ban(HOSTILE.name, { exists: false, keptBy: null, names: ['get_*', 'make_*'] }),
    ],
    exceptions: [
      {
        ...{
          concept: 'UserContext',
          kind: 'registry',
          what: 'legacy/**',
          reason: 'leaves with the old client',
          until: '2025-09-01',
          expired: true,
        },
        ...place(30),
      },
      {
        ...{ concept: null, kind: 'inline', what: 'banned-import', reason: HOSTILE.name, until: null, expired: false },
        ...place(3),
      },
    ],
    baseline: [{ until: '2025-12-31', entries: 40, findings: 438, stale: 3, expired: false }],
    workList: [
      {
        concept: 'WebSocketManager',
        files: FOLDERS.flatMap((folder) =>
          [3, 2, 1].map((n) => ({
            path: `${folder}/module_000${n}.py`,
            findings: n * 4,
            importers: n * 7,
            owners: ['@platform'],
          })),
        ),
      },
    ],
    history: history(),
    notCounted: {
      ...{ dynamicImports: 17, excluded: [{ pattern: '**/backup*/**', files: 97 }], notIncluded: 4 },
      ...{ skipped: [{ reason: 'empty', files: 22 }], unexplained: [{ prefix: '@/', imports: 4, files: 2 }] },
      unread: [{ path: `src/${HOSTILE.bidi}.py`, reason: 'too large' }],
      damaged: [{ path: 'scripts/broken.py', message: 'unterminated string' }],
    },
  };
}

function place(line: number) {
  return { path: '.ssotrc.json', line, column: 9 };
}

function ban(module: string, over: Partial<Audit['bans'][number]>): Audit['bans'][number] {
  const nothing = { importers: 0, imports: 0, strings: 0, mentions: 0 };
  return {
    ...{ concept: 'WebSocketManager', module, names: null, exists: true, safeToDelete: false, keptBy: null },
    ...nothing,
    ...place(9),
    ...over,
  };
}
