/** Configurations of every engine. */
import { codebaseCases } from "./cases-codebases.js";
import { trainerCases } from "./cases-trainers.js";
import type { EngineCase } from "./engine-case.js";

export const cases: readonly EngineCase[] = [...trainerCases, ...codebaseCases];
