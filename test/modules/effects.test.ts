import { expect, test } from 'vitest';
import { loadsWithoutEffects } from '../../src/modules/effects.ts';
import { treeOf } from './project.ts';

test('a module loads without effects where it only defines, or is not there', () => {
  const files = {
    'defines.py': 'from .new import New as Old\n',
    'acts.py': 'import app\napp.register(Old)\n',
    'empty.ts': '',
    'shim.ts': "console.warn('old');\nexport * from './new';\n",
    'acts.ts': "import './polyfill';\nexport * from './new';\n",
    'notes.txt': 'register()\n',
  };
  const modules = { tree: treeOf(new Map(Object.entries(files))), pythonRoots: null };
  const quiet = Object.keys(files).filter((path) => loadsWithoutEffects(path, modules));
  expect(quiet).toEqual(['defines.py', 'empty.ts', 'shim.ts']);
  expect(loadsWithoutEffects('gone.ts', modules)).toBe(true);
});
