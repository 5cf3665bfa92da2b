/** tensor2tensor's `learning_rate_schedule`, by the names of its hyper-parameters and with the defaults of `basic_params1`. */
import { InvalidArgumentError } from "@anneal/core";
import { text } from "@anneal/core/arguments";
import { define } from "../lowering/definition.js";
import { constant, product } from "../lowering/trees.js";
import { factors } from "./factors.js";
import { HPARAMS } from "./hparams.js";

export const tensor2tensorDefinitions = {
  /** The schedule is a product of named factors: `constant*linear_warmup*rsqrt_decay*rsqrt_hidden_size`. */
  learning_rate_schedule: define(HPARAMS, (hparams, group) => {
    const written = hparams.read("learning_rate_schedule", text, "legacy");
    const names = written
      .split("*")
      .map((name) => name.trim())
      .filter((name) => name !== "");
    const trees = names.map((name) => {
      const factor = Object.hasOwn(factors, name) ? factors[name] : undefined;
      if (factor === undefined) {
        const expected = `a product of ${Object.keys(factors).join(", ")}`;
        throw new InvalidArgumentError("learning_rate_schedule", written, expected);
      }
      return factor(hparams, group.avoidQuirks);
    });
    const tree = trees.length === 0 ? constant(1) : product(trees);
    // With gradient accumulation, several steps make one update.
    const gathered = hparams.whole("optimizer_multistep_accumulate_steps", 0, 0);
    return gathered > 1 ? { kind: "time", child: tree, scale: 1 / gathered } : tree;
  }),
};
