/** The same bundles, without V8's compiled code from the run before. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [command = 'check', option = '--hook'] = process.argv.slice(2);
if (command === 'check' && (option === '--hook' || option === '--staged')) {
  const vm: typeof import('node:vm') = require('node:vm');
  const bundle = join(__dirname, 'hook.cjs');
  const module = { exports: {} };
  const script = new vm.Script(readFileSync(bundle, 'latin1'), { filename: bundle });
  script.runInThisContext()(module.exports, require, module, bundle, __dirname);
} else {
  require(join(__dirname, 'main.cjs'));
}
