/** Parameters that do not move. */
import { Fields } from "@anneal/core/arguments";
import { readTransformation } from "./checked.js";
import { setToZero } from "./combine.js";
import { labelsOf, type Mask, readLabels } from "./label-trees.js";
import { masked, split } from "./labels.js";
import type { GradientTransformation } from "./types.js";

/** Zeros for the updates where `mask` is true, the others as they are. */
export function freeze(mask: Mask): GradientTransformation {
  return masked(setToZero(), mask);
}

/** `optimizer` for the parameters that `freezeMask` does not freeze: frozen ones have no state and no update. */
export function selectiveTransform(
  optimizer: GradientTransformation,
  options: { readonly freezeMask: Mask },
): GradientTransformation {
  const fields = new Fields("selectiveTransform", "options", options, ["freezeMask"]);
  const mask = readLabels<boolean>("freezeMask", "boolean", fields.get("freezeMask") as Mask);
  const byLabel = new Map([
    ["train", readTransformation("optimizer", optimizer)],
    ["freeze", setToZero() as GradientTransformation],
  ]);
  return split(byLabel, (params) =>
    labelsOf<boolean>("freezeMask", "boolean", mask, params).map((frozen) => (frozen ? "freeze" : "train")),
  );
}
