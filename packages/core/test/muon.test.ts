/** Muon's division by the norm. */
import { Muon } from "@anneal/core";
import { expect, test } from "vitest";

test("divides by a bfloat16 where the norm is below eps, as PyTorch", () => {
  const options = { lr: 1, momentum: 0, weightDecay: 0, nesterov: false, nsSteps: 0 };
  const optimizer = new Muon([{ shape: [1, 9] }], options);
  optimizer.step({ grads: [Float32Array.from({ length: 9 }, (_, i) => (i + 1) * 1e-20)] });
  // torch.optim.Muon 2.15.0: -1e-20 / bfloat16(1e-7) is not -1e-20 / 1e-7.
  const expected = [
    0x1c2 * 2 ** -52,
    0x1c2 * 2 ** -51,
    0x152 * 2 ** -50,
    0x1c2 * 2 ** -50,
    0x11a * 2 ** -49,
    0x152 * 2 ** -49,
    0x188 * 2 ** -49,
  ];
  expect([...(optimizer.params[0] ?? [])].slice(0, 7)).toEqual(expected.map((x) => -x));
});
