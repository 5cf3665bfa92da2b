/** Rules with slots in fewer bits, for laws that hold for all of them. */
import { InvalidArgumentError, Optimizer } from "../../src/index.js";
import { type RuleCase, ruleCases } from "./rules.js";

export type Precision = "8bit" | "bf16";

export interface PackedCase extends RuleCase {
  readonly precision: Precision;
}

/** From 4096 values on, 8 bits are used; the last block of 256 may be short. */
const lengths = { "8bit": [40, 4096 + 257, 0, 4096], bf16: [257, 0, 40] };

/** Every form of every rule, in every precision that it takes. */
export const packedCases: readonly PackedCase[] = ruleCases.flatMap((one) =>
  (["8bit", "bf16"] as const)
    .map((precision): PackedCase => {
      const shapes = one.rule.name === "Muon" ? one.shapes : lengths[precision].map((length) => [length]);
      const options = { ...one.options, state: precision };
      return { ...one, title: `${one.title}, ${precision}`, options, shapes, precision };
    })
    .filter(takes),
);

/** Whether the rule takes the precision: it refuses with a typed error. */
function takes({ rule, options, shapes }: PackedCase): boolean {
  try {
    new Optimizer(rule, [{ shape: shapes[0] as number[] }], options as never);
    return true;
  } catch (error) {
    if (error instanceof InvalidArgumentError && error.argument === "state") return false;
    throw error;
  }
}
