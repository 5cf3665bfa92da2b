/** Optimizers on a device against PyTorch's own numbers. */
import { readFileSync } from "node:fs";
import { InvalidArgumentError } from "@anneal/core";
import { beforeAll, expect, it } from "vitest";
import type { OptimizerCase, OptimizerRefusal } from "../../../spec/src/optimizer-case.js";
import { choosesCodePath, decodeFloats, gradientSource, translate } from "../../../spec/src/optimizers.js";
import { NORM_TOLERANCE, optimizerTolerance } from "../../../spec/src/tolerances.js";
import { sampled } from "../../core/test/support/random-cases.js";
import { createAdam, createAdamW, createSgd, type Gpu } from "../src/index.js";
import { describeWithGpu } from "./support/device.js";

const classes = { SGD: createSgd, Adam: createAdam, AdamW: createAdamW };
type Name = keyof typeof classes;
const isHere = ({ name }: { name: string }) => name in classes;

const file: { cases: OptimizerCase[]; raises: OptimizerRefusal[] } = JSON.parse(
  readFileSync(new URL("../../../spec/golden/optimizers.json", import.meta.url), "utf8"),
);
/** On a device every parameter takes part in every step. */
const leavesOut = ({ grads }: OptimizerCase) =>
  grads.kind === "explicit" && grads.data.some((step) => step.includes(null));
const cases = sampled(
  file.cases.filter((golden) => isHere(golden) && !leavesOut(golden)),
  3,
);
const refusals = file.raises.filter((refusal) => isHere(refusal) && !choosesCodePath(refusal.args));

function create(gpu: Gpu, golden: OptimizerCase) {
  const groups = golden.groups.map(({ params, ...overrides }) => ({
    params: params.map(({ init }) => decodeFloats(init)),
    ...translate(overrides),
  }));
  // Which of the two it is, is said by the function's name.
  const { decoupled_weight_decay: decoupled = false, ...args } = golden.args;
  const maxNorm = golden.clip_norm === null ? {} : { maxNorm: golden.clip_norm };
  return classes[decoupled ? "AdamW" : (golden.name as Name)](gpu, groups, {
    ...translate(args),
    ...maxNorm,
  });
}

/** What a device computed for a case: parameters, and the norm of each step that has one. */
async function compute(gpu: Gpu, golden: OptimizerCase) {
  const optimizer = await create(gpu, golden);
  const draw = gradientSource(golden);
  const norms: (number | null)[] = [];
  for (let step = 0; step < golden.steps; step++) {
    const rates = golden.lr_per_step?.[step] ?? null;
    if (rates !== null) {
      for (const [i, group] of optimizer.groups.entries()) {
        group.lr = typeof rates === "number" ? rates : (rates[i] as number);
      }
    }
    optimizer.writeGradients(draw(step) as Float32Array[]);
    await optimizer.step();
    if (typeof golden.grad_norms?.[step] === "number") norms[step] = (await optimizer.report()).gradientNorm;
  }
  const { params } = await optimizer.read();
  optimizer.dispose();
  return { norms, params };
}

await describeWithGpu("an optimizer on a device ends where PyTorch's does", (gpu) => {
  // The device works on all of them at once.
  const computed = new Map<string, ReturnType<typeof compute>>();
  beforeAll(async () => {
    for (const golden of cases) computed.set(golden.id, compute(gpu, golden));
    await Promise.allSettled(computed.values());
  });

  it.each(cases.map((golden) => [golden.id, golden] as const))("%s", async (id, golden) => {
    const { norms, params } = (await computed.get(id)) as Awaited<ReturnType<typeof compute>>;
    for (const [step, norm] of golden.grad_norms?.entries() ?? []) {
      if (typeof norm !== "number") continue;
      expect(Math.abs((norms[step] as number) - norm)).toBeLessThanOrEqual(NORM_TOLERANCE * norm);
    }
    for (const [i, base64] of golden.final.entries()) {
      const expected = decodeFloats(base64);
      const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      for (const [k, value] of expected.entries()) {
        const apart = Math.abs(value - (params[i]?.[k] as number));
        expect(apart).toBeLessThanOrEqual(optimizerTolerance(golden, largest, value));
      }
    }
  });

  it.each(refusals.map(({ name, args, groups }) => [name as Name, translate(args), groups ?? [3]] as const))(
    "%s refuses %j for %j",
    async (name, options, params) => {
      const refused = classes[name](gpu, params as readonly number[], options);
      await expect(refused).rejects.toThrow(InvalidArgumentError);
    },
  );
});
