/** Every attack. The worker finds them here by their names. */
import type { Attack } from "./attack.js";
import { evaluations } from "./evaluations.js";

export const attacks: readonly Attack[] = [evaluations as Attack];
