/** Every scheduler of `braintools.optim` that is a function of the step. */
import type { Definitions } from "../lowering/definition.js";
import { braintoolsCombined } from "./combined.js";
import { braintoolsCycles } from "./cycles.js";
import { braintoolsDecays } from "./decays.js";

export const braintoolsDefinitions: Definitions = {
  ...braintoolsDecays,
  ...braintoolsCycles,
  .../* @__PURE__ */ braintoolsCombined(() => braintoolsDefinitions),
};
