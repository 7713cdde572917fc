/**
 * `inline-allow`: exceptions that are written beside the code are themselves in order. The comments are read and
 * applied in inline-exceptions.ts, after every other rule has spoken; here stands what the rule says of itself.
 */

import { one } from '../required-text/required.ts';
import { defineRule } from './define.ts';

export const inlineAllow = defineRule({
  id: 'inline-allow',
  summary: 'an inline exception is malformed, unused, expired or not permitted',
  docs:
    'An exception is a promise: it names one rule, says why, and says until when (`until=2026-12-31`, or `permanent`). ' +
    'It stands on the line that it excepts, or on the line above, or above the statement. One that has expired or does ' +
    'not read excepts nothing; one that excepts nothing is only in the way of the next reader: delete it. With ' +
    '`"inlineAllow": false` in the registry every such comment is a violation, and exceptions are stated there.',
  options: ['inlineAllow'],
  fixes: 'Nothing: write the comment anew, or delete it.',
  bad: {
    registry: { concepts: { UserModel: 'src/models/user.ts#UserModel' }, banned: ['moment'] },
    files: {
      'src/models/user.ts': 'export class UserModel {}\n',
      'src/clock.ts':
        '// ssot-allow banned-import reason="until the date code is ported"\nimport moment from \'moment\';\n',
    },
  },
  good: {
    registry: { concepts: { UserModel: 'src/models/user.ts#UserModel' }, banned: ['moment'] },
    files: {
      'src/models/user.ts': 'export class UserModel {}\n',
      'src/clock.ts':
        '// ssot-allow banned-import until=2099-12-31 reason="until the date code is ported"\n' +
        "import moment from 'moment';\n",
    },
  },
  requiredTexts: () => one({ text: 'ssot-allow', as: 'comment' }, 'ssot-allow'),
});
