/** Every scheduler of `torch.optim.lr_scheduler` and `torch.optim.swa_utils` that is a function of the step. */
import type { Definitions } from "../lowering/definition.js";
import { torchCombined } from "./combined.js";
import { torchCycles } from "./cycles.js";
import { torchDecays } from "./decays.js";
import { torchFunctions } from "./functions.js";

export const torchDefinitions: Definitions = {
  ...torchDecays,
  ...torchFunctions,
  ...torchCycles,
  .../* @__PURE__ */ torchCombined(() => torchDefinitions),
};
