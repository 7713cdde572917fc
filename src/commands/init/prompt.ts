/**
 * Questions on a terminal. The library is loaded only when there is something to ask.
 */

import { stderr } from 'node:process';

/** @returns false also when the question is cancelled */
export async function confirm(question: string): Promise<boolean> {
  const prompts = await import('@clack/prompts');
  const answer = await prompts.confirm({ message: question, output: stderr });
  return answer === true;
}
