/**
 * Writes `pre-commit/`: what a mirror repository for https://pre-commit.com holds. pre-commit installs hooks as git
 * dependencies, which are not built, so the hook comes as the published package, in the version of this one. Run it
 * after the version has changed: `node scripts/mirror.mjs`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

/** @type {{ version: string }} */
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

const files = {
  '.pre-commit-hooks.yaml': `# File names are passed on, so that \`pre-commit run --all-files\` judges all files; a commit that only deletes names none
# and is judged as a whole.
- id: ssot-guard
  name: ssot-guard
  description: Keeps the single sources of truth of a code base single.
  entry: ssot-guard check --staged --
  language: node
  additional_dependencies: ["ssot-guard@${version}"]
  always_run: true
  require_serial: true
  stages: [pre-commit, pre-merge-commit, manual]
`,
  'package.json': `{
  "name": "ssot-guard-pre-commit",
  "version": "${version}",
  "private": true
}
`,
};

const folder = new URL(process.argv[2] ?? '../pre-commit/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries(files)) writeFileSync(new URL(name, folder), text);
