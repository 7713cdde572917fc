/**
 * Questions on a terminal. The library is loaded only when there is something to ask.
 */
import { stderr } from 'node:process';
import type { Counted } from '../../onboarding/count.ts';
import { isAdopted } from '../../onboarding/proposal.ts';
import { escapeText } from '../../text/escape.ts';
import { sizeOf } from './show.ts';

/** @returns false also when the question is cancelled */
export async function confirm(question: string, initialValue = true): Promise<boolean> {
  const prompts = await import('@clack/prompts');
  const answer = await prompts.confirm({ message: question, initialValue, output: stderr });
  return answer === true;
}

/** Which proposals to write down; those that the source itself makes are chosen beforehand. @returns null: cancelled */
export async function choose(proposals: readonly Counted[]): Promise<Counted[] | null> {
  const prompts = await import('@clack/prompts');
  const answer = await prompts.multiselect({
    message: 'What should the registry hold? (space selects, Enter confirms)',
    output: stderr,
    required: false,
    maxItems: 12,
    initialValues: proposals.flatMap(({ proposal }, at) => (isAdopted(proposal.kind) ? [at] : [])),
    options: proposals.map(({ proposal, findings }, value) => ({
      value,
      label: escapeText(proposal.why),
      hint: escapeText(
        `${sizeOf({ proposal, findings })}; ${proposal.evidence[0]?.path}:${proposal.evidence[0]?.line}`,
      ),
    })),
  });
  return prompts.isCancel(answer) ? null : answer.flatMap((at) => proposals[at] ?? []);
}
