/** Configurations of every engine. */
import { codebaseCases } from "./cases-codebases.js";
import { familyRuleCases } from "./cases-family-rules.js";
import { trainerRuleCases } from "./cases-trainer-rules.js";
import { trainerCases } from "./cases-trainers.js";
import type { EngineCase } from "./engine-case.js";

export const cases: readonly EngineCase[] = [
  ...trainerCases,
  ...codebaseCases,
  // Too short to be recognized without their engine's name.
  ...[...trainerRuleCases, ...familyRuleCases].map((each) => ({ recognized: false, ...each })),
];
