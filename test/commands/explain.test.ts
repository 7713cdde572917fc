/**
 * `explain`, `where` and `registry`: what they say of one repository, as transcripts. The project has a home in each
 * language, a file that it extends and a package with a registry of its own.
 */
import { expect, test } from 'vitest';
import { dispatch } from '../../src/commands/dispatch.ts';
import { commands } from '../../src/commands/index.ts';
import { UserError } from '../../src/errors.ts';
import { fakeIo } from '../support/fake-io.ts';
import { expectGolden } from '../support/golden.ts';
import { type TemporaryRepository, temporaryRepository } from '../support/repository.ts';

const REGISTRY = `{
  "version": 1,
  "extends": ["config/shared.json"],
  "files": { "exclude": ["vendor/**"] },
  "concepts": {
    "WebSocketManager": {
      "description": "The one place that owns WebSocket connections",
      "canonical": [{ "path": "app/ws/unified_manager.py", "symbol": "UnifiedWebSocketManager", "import": "app.ws" }, "web/src/ws/manager.ts#Manager"],
      "owner": "@platform",
      "link": "https://example.org/1070",
      "deadline": "2026-12-31",
      "banned": [
        "app.ws.websocket_manager_factory",
        {
          "module": "app.ws.old",
          "names": { "WebSocketManager": "app/ws/unified_manager.py#UnifiedWebSocketManager", "get_*": null },
          "in": "app/**",
          "message": "see the guide",
          "allow": [{ "in": "app/scripts/**", "reason": "runs until the cut-over", "until": "2026-12-31" }]
        }
      ],
      "definitions": { "names": ["*WebSocketManager*"], "except": ["Mock*"] }
    }
  },
  "banned": [{ "module": "py:jwt", "in": "services/**/*.py", "message": "tokens are the auth service's" }],
  "unique": [{ "names": ["*Service"], "in": "web/**" }]
}
`;

function project(): TemporaryRepository {
  const repo = temporaryRepository();
  repo.write('.ssotrc.json', REGISTRY);
  repo.write('config/shared.json', '{ "version": 1, "banned": [{ "module": "moment", "use": "dayjs" }] }\n');
  repo.write(
    'packages/a/.ssotrc.json',
    '{ "version": 1, "banned": [{ "module": "lodash", "removeBy": "2027-06-30" }], "concepts": { "A": "src/a.ts#A" } }\n',
  );
  repo.write('packages/a/src/a.ts', 'export class A {}\n');
  repo.write('app/__init__.py', '');
  repo.write('app/ws/__init__.py', 'from .unified_manager import UnifiedWebSocketManager\n');
  repo.write('app/ws/unified_manager.py', 'class UnifiedWebSocketManager: pass\n');
  repo.write('app/scripts/run.py', 'from app.ws.old import get_it\n');
  repo.write('app/use.py', 'from app.ws.old import get_it\n');
  repo.write('web/src/ws/manager.ts', 'export class Manager {}\n');
  repo.commitAll('start');
  return repo;
}

/** One command: what it writes (standard error behind `!`) and its exit code. */
async function run(repo: TemporaryRepository, argv: readonly string[]): Promise<string> {
  const io = fakeIo({ cwd: repo.dir });
  let code: number;
  try {
    code = await dispatch(argv, io, commands);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    code = 2;
    io.stderr(`${error.message}\n${error.hint === null ? '' : `  ${error.hint}\n`}`);
  }
  const words = argv.map((word) => (/[\s']/.test(word) ? JSON.stringify(word) : word)).join(' ');
  const { out, err } = io.written;
  return `$ ssot-guard ${words}\n${out}${err.replace(/^(?=.)/gm, '! ')}exit ${code}\n`;
}

async function transcript(repo: TemporaryRepository, runs: readonly (readonly string[])[]): Promise<string> {
  const told: string[] = [];
  for (const argv of runs) told.push(await run(repo, argv));
  return told.join('\n');
}

test('explain: concepts, rules, paths, and words that are none of them', async () => {
  const runs = [
    ['explain', 'WebSocketManager'],
    ['explain', 'A'],
    ['explain', 'revived-module'],
    ['explain', 'app/use.py'],
    ['explain', 'app/scripts/run.py'],
    ['explain', 'app/ws/unified_manager.py'],
    ['explain', 'packages/a/src/b.ts'],
    ['explain', 'vendor/a.ts'],
    ['explain', 'app/absent.py'],
    ['explain', 'get_connection'],
    ['explain', 'Manager'],
    ['explain', 'UserService'],
    ['explain', 'lodash'],
    ['explain', 'isServer'],
    ['explain', 'f00dfeedf00dfeed'],
    ['explain', 'websocketmanagr'],
    ['explain', 'banned-imports'],
  ];
  expectGolden('explain/words.txt', await transcript(project(), runs));
});

test('explain: import lines, banned everywhere, in some folders, for some files, and not at all', async () => {
  const runs = [
    ['explain', "import moment from 'moment'"],
    ['explain', 'from app.ws.old import WebSocketManager'],
    ['explain', 'from app.ws.old import get_it as got'],
    ['explain', '--from', 'tools/a.py', 'from app.ws.old import WebSocketManager'],
    ['explain', '--from', 'app/scripts/b.py', 'from app.ws.old import WebSocketManager'],
    ['explain', '--from', 'app/ws/b.py', 'from .old import WebSocketManager'],
    ['explain', 'import jwt'],
    ['explain', "import 'lodash'"],
    ['explain', '--from', 'packages/a/src/b.ts', "import 'lodash'"],
    ['explain', "import 'react'"],
    ['explain', '--from', 'web/a.ts', 'import jwt'],
    ['explain', 'from os import'],
    ['explain', 'import'],
    ['explain', "import { X } from './utils'"],
    ['explain', 'from ..old import X'],
    ['explain', '--from', 'web/src/a.ts', "import { X } from './utils'"],
  ];
  expectGolden('explain/imports.txt', await transcript(project(), runs));
});

test('where: by concept and by symbol, from here and from a file', async () => {
  const runs = [
    ['where', 'WebSocketManager'],
    ['where', 'UnifiedWebSocketManager'],
    ['where', 'WebSocketManager', '--from', 'web/src/pages/a.ts'],
    ['where', 'WebSocketManager', '--from', 'app/ws/a.py'],
    ['where', 'A', '--from', 'packages/a/test/a.test.ts'],
    ['where', 'Nothing'],
  ];
  expectGolden('explain/where.txt', await transcript(project(), runs));
});

test('registry: checked, and written as a page that is up to date until the registry changes', async () => {
  const repo = project();
  repo.write('AGENTS.md', '# For agents\n\nBe kind.\n');
  const first = await transcript(repo, [
    ['registry', 'check'],
    ['registry', 'docs', '--check', 'AGENTS.md'],
    ['registry', 'docs', 'AGENTS.md'],
    ['registry', 'docs', '--check', 'AGENTS.md'],
  ]);
  const page = repo.read('AGENTS.md');
  repo.write('config/shared.json', '{ "version": 1, "banned": ["moment"] }\n');
  const then = await transcript(repo, [
    ['registry', 'docs', '--check', 'AGENTS.md'],
    ['registry', 'docs', 'AGENTS.md'],
    ['registry', 'docs', '--check', 'AGENTS.md'],
  ]);
  expectGolden('explain/registry.txt', `${first}\n${then}`);
  expectGolden('explain/agents.md.txt', page);
  expect(repo.read('AGENTS.md').startsWith('# For agents\n\nBe kind.\n')).toBe(true);
});
