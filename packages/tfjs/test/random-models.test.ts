/** Random sets of variables, shared and reshaped, with random events between steps, against plain copies. */
import { AdamW as PlainAdamW } from "@anneal/core";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { cases } from "../../core/test/support/random-cases.js";
import { AdamW } from "../src/index.js";
import { backends, gradientTensors, numbers, stepPlain, useBackend } from "./support/backends.js";

const shapes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 });

/** The initial tensor of a variable: its own, one that is kept, or a view of one. */
const origins = fc.constantFrom("own", "kept", "reshaped", "cloned");

/** What happens between two steps. */
const events = fc.constantFrom("nothing", "nothing", "other backend", "growth", "assign", "reshape", "read");

const models = fc.record({
  variables: fc.array(fc.record({ shape: shapes, origin: origins }), { minLength: 1, maxLength: 4 }),
  history: fc.array(fc.record({ event: events, missing: fc.boolean(), place: fc.nat(3) }), {
    minLength: 2,
    maxLength: 6,
  }),
});

useBackend("cpu");

it("computes the same bits, and changes no other tensor", async () => {
  await fc.assert(
    fc.asyncProperty(models, fc.nat(1), async ({ variables, history }, first) => {
      await tf.setBackend(backends[first] as string);
      tf.engine().startScope();
      const options = { lr: 0.05, weightDecay: 0.1, clipNorm: 3 };
      const kept: [tf.Tensor, number[]][] = [];
      const keep = (tensor: tf.Tensor) => kept.push([tensor, [...tensor.dataSync()]]);
      const names = variables.map((_, i) => `v${i}`);
      const plain = variables.map(({ shape, origin }, i) => {
        const size = shape.reduce((product, each) => product * each, 1);
        const values = numbers(size, i);
        const start = tf.tensor(values.slice(), shape);
        const given = origin === "reshaped" ? start.reshape([size, 1]).reshape(shape) : start;
        tf.variable(origin === "cloned" ? given.clone() : given, true, names[i]);
        if (origin === "own") start.dispose();
        else keep(start);
        return values;
      });
      const variable = (i: number) => tf.engine().registeredVariables[names[i] as string] as tf.Variable;
      const optimizer = new AdamW(options);
      const { clipNorm, ...rest } = options;
      const reference = new PlainAdamW(
        plain.map((values, i) => ({
          values,
          name: names[i] as string,
          shape: variables[i]?.shape as number[],
        })),
        { ...rest, memory: "caller" },
      );
      // The first step has all gradients; later ones may lack one.
      for (const [step, { event, missing, place }] of [
        { event: "nothing", missing: false, place: 0 },
        ...history,
      ].entries()) {
        const at = place % names.length;
        if (event === "other backend") await tf.setBackend(tf.getBackend() === "cpu" ? "wasm" : "cpu");
        if (event === "growth") keep(tf.ones([300_000 + step]).slice(0, 4));
        if (event === "assign") {
          const values = numbers((plain[at] as Float32Array).length, 20 + step);
          variable(at).assign(tf.tensor(values, variables[at]?.shape as number[]));
          plain[at]?.set(values);
        }
        if (event === "reshape") keep(variable(at).reshape([-1]));
        if (event === "read") keep(variable(at).clone());
        const gradients = Object.fromEntries(
          names.flatMap((name, i) =>
            missing && i === at && names.length > 1
              ? []
              : [[name, numbers((plain[i] as Float32Array).length, 40 + step + i)] as const],
          ),
        );
        tf.tidy(() => optimizer.applyGradients(gradientTensors(gradients)));
        const grads = names.map((name) => gradients[name] ?? null);
        const norm = reference.clipGradNorm(Number.POSITIVE_INFINITY, { grads });
        reference.step({ grads, gradScale: Math.max(1, (norm + 1e-6) / clipNorm) });
        for (const [i, values] of plain.entries()) expect([...variable(i).dataSync()]).toEqual([...values]);
        for (const [tensor, values] of kept) expect([...tensor.dataSync()]).toEqual(values);
      }
      optimizer.dispose();
      reference.dispose();
      tf.engine().endScope();
      tf.disposeVariables();
    }),
    { numRuns: cases(10) },
  );
});

it("updates variables of another backend together with those of this one", async () => {
  await tf.setBackend("wasm");
  const a = tf.variable(tf.tensor(numbers(6, 0), [2, 3]), true, "a");
  await tf.setBackend("cpu");
  const b = tf.variable(tf.tensor(numbers(4, 1)), true, "b");
  const plain = [numbers(6, 0), numbers(4, 1)];
  const optimizer = new AdamW({ lr: 0.1 });
  const reference = new PlainAdamW(plain, { lr: 0.1, memory: "caller" });
  for (const backend of ["cpu", "wasm", "cpu"]) {
    await tf.setBackend(backend);
    const gradients = { a: numbers(6, 5), b: numbers(4, 6) };
    optimizer.applyGradients(gradientTensors(gradients));
    stepPlain(reference, ["a", "b"], gradients);
  }
  expect([...a.dataSync(), ...b.dataSync()]).toEqual([
    ...(plain[0] as Float32Array),
    ...(plain[1] as Float32Array),
  ]);
});
