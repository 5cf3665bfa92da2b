/** The two forms of the parameters, for training and for evaluation: see Schedule-Free. */
import type { Form } from "./form.js";
import { type BoundForm, bindForm, type GroupCore } from "./group.js";

export class GroupModes {
  readonly #group: GroupCore;
  readonly #bound: Readonly<Record<"train" | "eval", readonly BoundForm[]>>;

  /** @param forms The form of each parameter of the group. */
  constructor(group: GroupCore, forms: Readonly<Record<"train" | "eval", readonly Form[]>>) {
    const bound = new Map<Form, BoundForm>();
    const bind = (form: Form) => {
      const known = bound.get(form) ?? bindForm(group.rule, form, group);
      bound.set(form, known);
      return known;
    };
    this.#group = group;
    this.#bound = { train: forms.train.map(bind), eval: forms.eval.map(bind) };
  }

  /** Switches the parameters that were ever updated; the others are the same in both modes. */
  switchTo(mode: "train" | "eval"): void {
    const { counts, hyper, updates, storage } = this.#group;
    for (const [i, { inputs, stages }] of this.#bound[mode].entries()) {
      if (counts.at(i) === 0) continue;
      hyper.readInto(inputs, Math.max(0, updates - 1), -1);
      for (const { kernel, scalars, evaluator } of stages) {
        scalars[0] = 1;
        evaluator.run(inputs, scalars, 1);
        storage.run(kernel, i, i + 1, null, null);
      }
    }
  }
}
