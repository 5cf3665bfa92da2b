/** The average of a group's parameters over the updates, in the arena of the group. */
import type { Form } from "./form.js";
import { type BoundForm, bindForm, type GroupCore } from "./group.js";
import { ema } from "./rules/ema.js";

/** The name of the average among a group's arrays. */
export const EMA = "ema";

export class GroupEma {
  readonly #group: GroupCore;
  readonly #bound: BoundForm;

  constructor(group: GroupCore, form: Form, decay: number) {
    this.#group = group;
    this.#bound = bindForm(ema, form, group);
    this.#bound.inputs[form.program.inputs.indexOf("decay")] = decay;
  }

  /** The averages, as views. */
  get params(): readonly Float32Array[] {
    return this.#group.params.map((_, i) => this.#group.slot(EMA, i) as Float32Array);
  }

  /** Starts from the current parameters. */
  begin(): void {
    for (const [i, values] of this.params.entries()) values.set(this.#group.storage.master(i));
  }

  /** Adds an update to the average. */
  advance(): void {
    const { storage, start, end } = this.#group;
    const { inputs, stages } = this.#bound;
    for (const { kernel, evaluator, scalars } of stages) {
      scalars[0] = 1;
      evaluator.run(inputs, scalars, 1);
      if (start < end) storage.run(kernel, 0, end - start, null, null);
    }
  }
}
