/** The same bundle, without V8's compiled code from the run before. */
import { join } from 'node:path';

const bundle: { run(): void } = require(join(__dirname, 'main.cjs'));
bundle.run();
