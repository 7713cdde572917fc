/**
 * `prepare` runs wherever npm runs it: in a checkout, in a temporary clone of a git dependency, when packing, in CI.
 * Only a developer's own checkout gets the git hooks of this repository, and nothing here ever fails an install.
 */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const { env } = process;
const root = fileURLToPath(new URL('..', import.meta.url));

const isCheckout = existsSync(new URL('../.git', import.meta.url)) && !/[\\/]node_modules[\\/]/.test(root);
// npm sets the last one while it prepares a git dependency.
const isAutomatic = [env.CI, env.npm_config_global, env._PACOTE_NO_PREPARE_].some(
  (value) => value && value !== 'false',
);

if (isCheckout && !isAutomatic && env.NODE_ENV !== 'production') {
  try {
    process.chdir(root);
    const { default: husky } = await import('husky');
    husky();
  } catch {
    // Without development dependencies there is no husky, and without husky there are no hooks.
  }
}
