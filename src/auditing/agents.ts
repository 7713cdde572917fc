/**
 * Which commits coding agents have made or helped to make: by what they write at the end of a message, and by the names of
 * their accounts. A person who only shares a name with one writes neither.
 */
import type { CommitWords } from '../git/history.ts';

/** What their trailers and accounts hold. */
const AGENT =
  /noreply@anthropic\.com|@cursor\.com|@openai\.com|@aider\.chat|@ampcode\.com|@all-hands\.dev|@opencode\.ai|@codeium\.com|@windsurf\.com|copilot@|copilot(?:-swe-agent)?\[bot\]|\bcopilot\b.*@users\.noreply\.github\.com|gemini-code-assist|gemini-cli|google-labs-jules|devin-ai-integration|sweep-ai|factory-droid|openhands|\((?:aider|codex)\)/i;
const TRAILER = /^(?:co-authored-by|assisted-by|generated-by|authored-by|ai-[a-z-]+)\s*:\s*(.*)$/gim;
/** Keys that are written for nothing else. */
const OWN_TRAILER = /^(?:assisted-by|generated-by|ai-[a-z-]+)\s*:\s*\S/im;
const OWN_LINE =
  /^\W*generated (?:with|by) \[?(?:claude code|codex|cursor|copilot|gemini|aider|devin|windsurf|opencode|amp)\b/im;

/** Whether a commit carries an agent's trailer, or an agent's account made it. */
export function isByAgent({ author, address, message }: CommitWords): boolean {
  if (AGENT.test(`${author} <${address}>`) || OWN_LINE.test(message) || OWN_TRAILER.test(message)) return true;
  return [...message.matchAll(TRAILER)].some(([, value = '']) => AGENT.test(value));
}
