/**
 * What SARIF is told of each rule.
 */
import { RULES_PAGE, type RuleText } from '../define.ts';

export function ruleOf({ id, summary, docs }: RuleText): object {
  return {
    id,
    shortDescription: { text: sentence(summary) },
    fullDescription: { text: docs },
    help: {
      text: `${sentence(summary)} ${docs}\nnpx ssot-guard explain ${id}`,
      markdown: `${sentence(summary)}\n\n${docs}\n\n\`npx ssot-guard explain ${id}\` shows an example.`,
    },
    helpUri: `${RULES_PAGE}#${id}`,
    defaultConfiguration: { level: 'error' },
    properties: { tags: ['maintainability'], precision: 'very-high', 'problem.severity': 'error' },
  };
}

function sentence(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`;
}
