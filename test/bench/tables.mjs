/**
 * The tables, in the order in which they are printed. To add one: write it, add its line.
 */
import { growth, hookFast, hookNode, many } from './hook-tables.mjs';
import { scanners } from './scanner-tables.mjs';
import { cold, findings, memory, warm } from './tree-tables.mjs';

/**
 * @typedef {object} Bench
 * @property {string} folder
 * @property {string} peers
 * @property {readonly import('./peers.mjs').Node[]} nodes
 * @property {string} hook path of hooks/pre-commit
 * @property {string} cli path of dist/cli.cjs
 * @property {string} sources
 * @property {number} runs
 * @property {boolean} quick
 * @property {ReadonlySet<string>} skip ids of peers that are left out
 *
 * @typedef {object} Table
 * @property {string} id
 * @property {string} title
 * @property {string} must what has to be reached, or how it is measured
 * @property {(bench: Bench) => AsyncGenerator<string>} run
 */

/** @type {readonly Table[]} */
export const tables = [hookNode, hookFast, growth, many, cold, warm, findings, memory, scanners];
