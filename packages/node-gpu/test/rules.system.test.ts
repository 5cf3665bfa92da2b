/** Every rule of the library on a device, against the host. */
import { InvalidArgumentError, Optimizer } from "@anneal/core";
import { add, defineRule, mul, rate, sign, sub, zeros } from "@anneal/core/rule";
import { expect, it } from "vitest";
import { sampled } from "../../core/test/support/random-cases.js";
import { gradients, initial, type RuleCase, ruleCases, sizeOf } from "../../core/test/support/rules.js";
import { userRuleCases } from "../../core/test/support/user-rules.js";
import { createOptimizer, type GpuParameter, STEP_BOUND } from "../src/index.js";
import { describeWithGpu } from "./support/device.js";
import { formOf } from "./support/forms.js";
import { apart } from "./support/numbers.js";

/** Whether a device does not run the rule: its passes are not over all elements and sums alone. */
const isRefused = ({ rule: { name }, options }: RuleCase) =>
  name === "Muon" || name === "Adafactor" || "sliceP" in options;
const STEPS = 12;

const sources = (each: RuleCase): GpuParameter[] =>
  initial(each).map(({ shape, values }) => ({ param: values, shape }));
const options = (each: RuleCase) => each.options as Readonly<Record<string, never>>;

await describeWithGpu("a rule on a device", (gpu) => {
  const isExact = gpu.identity.architecture === "swiftshader";

  const plain = ruleCases.filter((each) => !isRefused(each) && each.title.endsWith(" {}"));
  const others = ruleCases.filter((each) => !isRefused(each) && !plain.includes(each));
  it.each([...sampled(plain, 4), ...sampled(others, 16), ...userRuleCases])(
    "$title is the host's",
    async (each) => {
      const host = new Optimizer(each.rule, initial(each), options(each));
      const optimizer = await createOptimizer(gpu, each.rule, sources(each), options(each));
      // A device that rounds every operation once has the host's bits, but sums in float32.
      const bound = isExact && formOf(each.rule, each.options).sumCount === 0 ? 0 : STEP_BOUND;
      for (const one of [host, optimizer]) await one.train();
      for (let t = 0; t < STEPS; t++) {
        const grads = gradients(each, t);
        host.step({ grads });
        optimizer.writeGradients(grads);
        await optimizer.step();
      }
      for (const one of [host, optimizer]) await one.eval();
      const { params } = await optimizer.read();
      const state = await optimizer.stateDict();
      for (const [i, expected] of host.params.entries()) {
        const reach = Math.max(1, STEPS * Number(host.groups[0]?.lr));
        expect(apart(expected, params[i] as Float32Array, reach)).toBeLessThanOrEqual(bound);
      }
      // The other engine goes on from it.
      const resumed = new Optimizer(each.rule, initial(each), options(each));
      resumed.loadStateDict(state);
      expect(resumed.stateDict()).toEqual(state);
      // Another optimizer would be compiled again, for half of the time of this test.
      await optimizer.train();
      await optimizer.step();
      optimizer.loadStateDict(state);
      expect(await optimizer.stateDict()).toEqual(state);
      optimizer.dispose();
    },
  );

  it.each(sampled(ruleCases.filter(isRefused), 2))("$title is refused, and told why", async (each) => {
    const refused = createOptimizer(gpu, each.rule, sources(each), options(each));
    if (each.rule.name === "Adafactor") {
      await expect(refused).rejects.toThrow("works on whole matrices");
      // Without matrices there is nothing to factor.
      const flat = await createOptimizer(gpu, each.rule, [sizeOf([5, 7])], options(each));
      await flat.step();
      flat.dispose();
      return;
    }
    await expect(refused).rejects.toThrow(InvalidArgumentError);
    const reason = each.rule.name === "Prodigy" ? "sliceP must be 1" : "whole matrices";
    await expect(refused).rejects.toThrow(reason);
  });

  it("may name its slots as JavaScript allows", async () => {
    const heavyBall = defineRule({
      name: "Schwere Kugel",
      hyper: { lr: rate(0.5) },
      slots: { "größe $": zeros },
      update: ({ p, g, "größe $": m }, { lr }) => {
        const next = add(m, g);
        return { p: sub(p, mul(lr, next)), "größe $": next };
      },
    });
    const optimizer = await createOptimizer(gpu, heavyBall, [Float32Array.of(1)], { lr: 0.5 });
    optimizer.writeGradients([Float32Array.of(1)]);
    await optimizer.step({ steps: 2 });
    expect((await optimizer.read()).params).toEqual([Float32Array.of(-0.5)]);
    optimizer.dispose();
  });

  it("is defined by a user, too", async () => {
    const signSgd = defineRule({
      name: "SignSGD",
      hyper: { lr: rate(0.5) },
      update: ({ p, g }, { lr }) => ({ p: sub(p, mul(lr, sign(g))) }),
    });
    const optimizer = await createOptimizer(gpu, signSgd, [Float32Array.of(1, 2, 3)], { lr: 0.25 });
    optimizer.writeGradients([Float32Array.of(-7, 0, 1e-3)]);
    await optimizer.step({ steps: 2 });
    expect((await optimizer.read()).params).toEqual([Float32Array.of(1.5, 2, 2.5)]);
    optimizer.dispose();
  });
});
