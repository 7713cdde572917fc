/** CODEOWNERS, as GitHub and GitLab describe it in their own examples. */
import { expect, test } from 'vitest';
import { codeOwners } from '../../src/auditing/code-owners.ts';

const GITHUB = `# a comment
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
/build/logs/ @doctocat
docs/* docs@example.com
apps/ @octocat
/scripts/ @doctocat @octocat
**/logs @octolog
/apps/github
`;

test.each([
  ['README.md', ['@global-owner1', '@global-owner2']],
  ['a/b/c.js', ['@js-owner']],
  ['x.go', ['docs@example.com']],
  ['build/logs/a/b.txt', ['@octolog']],
  ['docs/getting-started.md', ['docs@example.com']],
  ['docs/build-app/troubleshooting.md', ['@global-owner1', '@global-owner2']],
  ['deep/apps/x.txt', ['@octocat']],
  ['scripts/x', ['@doctocat', '@octocat']],
  ['not/scripts/x', ['@global-owner1', '@global-owner2']],
  ['deeply/nested/logs/x', ['@octolog']],
  ['apps/github/x', []],
])('GitHub: %s', (path, owners) => {
  expect(codeOwners(GITHUB)(path)).toEqual(owners);
});

const GITLAB = `* @default
[Database] @dba
model/db/
config/db/db.md @docs
^[Docs][2] @writers
*.md
path\\ with\\ spaces/ @spaces
`;

test.each([
  ['a.txt', ['@default']],
  ['model/db/x.rb', ['@default', '@dba']],
  ['config/db/db.md', ['@default', '@docs', '@writers']],
  ['path with spaces/a.txt', ['@default', '@spaces']],
])('GitLab: %s', (path, owners) => {
  expect(codeOwners(GITLAB)(path)).toEqual(owners);
});

test('nobody, where there is none, and for patterns that mean nothing', () => {
  expect(codeOwners(null)('a')).toEqual([]);
  expect(codeOwners('[open @x\n\\ \n***/*/*** @y\n')('a/b/c')).toEqual([]);
});
