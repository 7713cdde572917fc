/**
 * Where a registry's bans may come from: one line a source.
 */
import { biome } from './biome.ts';
import type { Source } from './define.ts';
import { eslint } from './eslint.ts';
import { importLinter } from './import-linter.ts';
import { ruff } from './ruff.ts';

export const sources = [eslint, biome, ruff, importLinter] as const satisfies readonly Source[];

export type SourceId = (typeof sources)[number]['id'];
