/** AdEMAMix's warm-up. */
import { AdEMAMix, InvalidArgumentError } from "@anneal/core";
import { expect, test } from "vitest";

test("refuses a warm-up from or to a decay rate of 0, as pytorch_optimizer", () => {
  for (const [index, betas] of [
    [0, [0, 0.9, 0.9]],
    [2, [0.9, 0.9, 0]],
  ] as const) {
    expect(() => new AdEMAMix([1], { betas, tAlphaBeta3: 5 })).toThrow(InvalidArgumentError);
    const optimizer = new AdEMAMix([1], { tAlphaBeta3: 5 });
    const set = () => {
      Object.assign(optimizer.groups[0] as object, { betas });
    };
    expect(set).toThrow(`betas[${index}] must be above 0 with tAlphaBeta3; got 0`);
  }
  expect(() => new AdEMAMix([1], { betas: [0, 0, 0] })).not.toThrow();
});
