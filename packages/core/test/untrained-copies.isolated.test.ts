/** Training on an array that was copied is noticed, and nothing else is. */
import { beforeEach, describe, expect, test, vi } from "vitest";

const gradient = Float32Array.of(1, 1);

describe("an optimizer that copies", () => {
  const warn = vi.fn();
  beforeEach(() => {
    vi.resetModules();
    warn.mockClear();
    vi.spyOn(console, "warn").mockImplementation(warn);
  });

  /** The library anew: it warns once a process. */
  const load = () => import("../src/index.js");

  test("warns once if the array itself is trained", async () => {
    const { Adam, AdamW } = await load();
    for (const optimizer of [new AdamW([new Float32Array(2)]), new Adam([new Float32Array(2)])]) {
      for (let step = 0; step < 3; step++) optimizer.step({ grads: [gradient] });
    }
    expect(warn).toHaveBeenCalledTimes(1);
    const [[message]] = warn.mock.calls as [[string]];
    expect(message).toContain("new AdamW([array]) copies the array");
    expect(message).toContain('{ memory: "caller" }');
  });

  test("the array stays, its copy is trained; with memory: caller it is trained itself", async () => {
    const { AdamW } = await load();
    const [copied, own] = [new Float32Array(2), new Float32Array(2)];
    const resident = new AdamW([copied]);
    resident.step({ grads: [gradient] });
    expect([...copied]).toEqual([0, 0]);
    new AdamW([own], { memory: "caller" }).step({ grads: [gradient] });
    expect(own).toEqual(resident.params[0]);
  });

  test("does not warn if the copy is read or intended, or if there is none", async () => {
    const { AdamW } = await load();
    const read = new AdamW([new Float32Array(2)]);
    expect(read.params).toHaveLength(1);
    const written = new AdamW([new Float32Array(2)]);
    expect(written.grads).toHaveLength(1);
    const silent = [
      read,
      written,
      new AdamW([new Float32Array(2)], { memory: "resident" }),
      new AdamW([new Float32Array(2)], { memory: "caller" }),
      new AdamW([2]),
    ];
    for (const optimizer of silent)
      for (let step = 0; step < 3; step++) optimizer.step({ grads: [gradient] });
    // A single step may be all of it.
    new AdamW([new Float32Array(2)]).step({ grads: [gradient] });
    expect(warn).not.toHaveBeenCalled();
  });
});
