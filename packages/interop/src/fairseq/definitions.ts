/** Every scheduler of `fairseq.optim.lr_scheduler` that is a function of the step. */
import type { Definitions } from "../lowering/definition.js";
import { fairseqCycles } from "./cycles.js";
import { fairseqDecays } from "./decays.js";
import { fairseqLists } from "./lists.js";

export const fairseqDefinitions: Definitions = {
  ...fairseqDecays,
  ...fairseqCycles,
  ...fairseqLists,
};
