/** A checkpoint as JSON text: what comes back is what was there, bit for bit, or refused. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Adam, AdamW, checkpointToJSON, InvalidArgumentError, restoreCheckpoint } from "../src/index.js";

const bits = (values: readonly Float32Array[]) =>
  values.map((each) => [...new Uint32Array(each.slice().buffer)]);

describe.each(["resident", "caller"] as const)("with memory %s", (memory) => {
  const create = () =>
    new AdamW([new Float32Array(3), new Float32Array(2)], { memory, lr: 0.1, amsgrad: true });
  const gradients = (step: number) => [
    Float32Array.of(step, 1, -1 / 3),
    Float32Array.of(Math.fround(0.1) * step, 1e-40),
  ];

  test("a run that continues from a file has the bits of one that never stopped", () => {
    const whole = create();
    const first = create();
    for (let step = 0; step < 5; step++)
      for (const each of [whole, first]) each.step({ grads: gradients(step) });
    const folder = mkdtempSync(join(tmpdir(), "anneal-checkpoint-"));
    const file = join(folder, "run.json");
    writeFileSync(file, checkpointToJSON(first));
    const second = create();
    restoreCheckpoint(second, readFileSync(file, "utf8"));
    rmSync(folder, { recursive: true });
    expect(bits(second.params)).toEqual(bits(first.params));
    for (let step = 5; step < 9; step++)
      for (const each of [whole, second]) each.step({ grads: gradients(step) });
    expect(bits(second.params)).toEqual(bits(whole.params));
    expect(second.stateDict()).toEqual(whole.stateDict());
  });

  test("every float32 is kept, NaN and the infinities too", () => {
    fc.assert(
      fc.property(fc.float32Array({ minLength: 3, maxLength: 3 }), (values) => {
        const saved = create();
        saved.params[0]?.set(values.map((each) => (Object.is(each, -0) ? 0 : each)));
        const restored = create();
        restoreCheckpoint(restored, checkpointToJSON(saved));
        expect([...(restored.params[0] as Float32Array)]).toEqual([...(saved.params[0] as Float32Array)]);
      }),
    );
  });

  test.each<[string, (text: string) => unknown]>([
    ["other text", () => "{"],
    ["an object", (text) => JSON.parse(text)],
    ["another format", (text) => text.replace("anneal/checkpoint", "torch")],
    ["another version", (text) => text.replace('"version":1', '"version":2')],
    ["JSON of the arrays themselves", () => JSON.stringify({ params: [new Float32Array(3)] })],
    ["a value that is no number", (text) => text.replace(/\[\[[^,]+/, '[["1"')],
    ["a missing parameter", (text) => text.replace(/"params":\[\[[^\]]*\],/, '"params":[')],
    ["a short parameter", (text) => text.replace(/\[\[[^,]+,/, "[[")],
    ["a state that does not fit", (text) => text.replace('"amsgrad":true', '"amsgrad":false')],
    ["a moment that is an object", (text) => text.replace(/"expAvg":\[[^\]]*\]/, '"expAvg":{"0":1}')],
  ])("%s is rejected before anything is changed", (_, spoil) => {
    const saved = create();
    saved.step({ grads: gradients(1) });
    const optimizer = create();
    const before = [bits(optimizer.params), optimizer.stateDict()];
    const restore = () => restoreCheckpoint(optimizer, spoil(checkpointToJSON(saved)) as string);
    expect(restore).toThrow(InvalidArgumentError);
    expect([bits(optimizer.params), optimizer.stateDict()]).toEqual(before);
  });
});

test("parameters without values and Adam are kept", () => {
  const saved = new Adam([0, 2]);
  saved.grads[1]?.fill(1);
  saved.step();
  const restored = new Adam([0, 2]);
  restoreCheckpoint(restored, checkpointToJSON(saved));
  expect(restored.stateDict()).toEqual(saved.stateDict());
  expect(bits(restored.params)).toEqual(bits(saved.params));
});
