/** Gradients that come with a step, ranges of buffers, float16, flags, and the encoders of others: with the bits of the host. */
import { Adam, AdamW, adamw, adopt, InvalidArgumentError, lamb, Optimizer, prodigy, sgd } from "@anneal/core";
import { afterAll, describe, expect, it } from "vitest";
import { gradient } from "../../core/test/support/rules.js";
import {
  createAdam,
  createAdamW,
  createOptimizer,
  createSgd,
  createTensor,
  type GpuOptimizer,
  readBack,
  StepPendingError,
  upload,
  write,
} from "../src/index.js";
import { describeWithGpu, stepBound } from "./support/device.js";
import { fromHalf, roundToHalf, toHalves } from "./support/halves.js";

await describeWithGpu("gradients of a step", (gpu) => {
  const { device } = gpu;
  const buffers: GPUBuffer[] = [];
  const keep = (buffer: GPUBuffer) => {
    buffers.push(buffer);
    return buffer;
  };
  afterAll(() => {
    for (const buffer of buffers) buffer.destroy();
  });
  const STORAGE = 0x80 | 0x4 | 0x8;
  const buffer = (size: number, usage = STORAGE) => keep(device.createBuffer({ size, usage }));

  /** The bits of the host where the device rounds as it does, and the bound elsewhere. */
  function expectLike(actual: readonly Float32Array[], expected: readonly Float32Array[]): void {
    const bound = stepBound(gpu);
    for (const [i, values] of expected.entries()) {
      expect(actual[i]).toHaveLength(values.length);
      for (const [k, value] of values.entries()) {
        const difference = Math.abs((actual[i]?.[k] as number) - value);
        expect(difference, `parameter ${i}, element ${k}`).toBeLessThanOrEqual(bound * (Math.abs(value) + 1));
      }
    }
  }

  const LENGTHS = [8, 7, 300];
  const starts = () => LENGTHS.map((length, i) => gradient(length, i));
  const slopes = (step: number) => LENGTHS.map((length, i) => gradient(length, 10 * step + i + 100));

  it("are arrays, buffers, and ranges that are bound or copied, in any mixture", async () => {
    const optimizer = await createAdamW(gpu, starts(), { lr: 0.1, maxNorm: 1 });
    const host = new AdamW(starts(), { lr: 0.1, memory: "resident" });
    const large = buffer(4096);
    for (let step = 0; step < 6; step++) {
      const grads = slopes(step);
      const [a, b, c] = grads as [Float32Array, Float32Array, Float32Array];
      // Not where any other gradient is.
      write(gpu, large, a, 64);
      write(gpu, large, c, 129 + 64 * (step % 2));
      const forms = [
        [a, b, c],
        [keep(upload(gpu, a)), keep(upload(gpu, b)), keep(upload(gpu, c))],
        [
          { buffer: large, offset: 256, length: 8 },
          b,
          { buffer: large, offset: 4 * (129 + 64 * (step % 2)) },
        ],
      ];
      await optimizer.step({ grads: forms[step % 3] as Float32Array[] });
      host.clipGradNorm(1, { grads });
      host.step({ grads });
    }
    // Those of the optimizer's buffers, again.
    optimizer.writeGradients(slopes(7));
    await optimizer.step();
    const last = slopes(7);
    host.clipGradNorm(1, { grads: last });
    host.step({ grads: last });
    const { params, stepCount } = await optimizer.read();
    expect(stepCount).toBe(7);
    // The joint norm is a float32 sum here.
    for (const [i, values] of host.params.entries()) {
      for (const [k, value] of values.entries()) expect(params[i]?.[k]).toBeCloseTo(value, 4);
    }
    optimizer.dispose();
  });

  it("do not change the caller's gradients, which are read again afterwards", async () => {
    const own = keep(upload(gpu, Float32Array.of(1, 1, 1, 1)));
    const optimizer = await createSgd(gpu, [{ param: 4, grad: own }], { lr: 1 });
    await optimizer.step({ grads: [Float32Array.of(5, 6, 7, 8)] });
    await optimizer.step();
    expect(await readBack(gpu, own)).toEqual(Float32Array.of(1, 1, 1, 1));
    expect((await optimizer.read()).params[0]).toEqual(Float32Array.of(-6, -7, -8, -9));
    optimizer.dispose();
  });

  it("and parameters are ranges of one buffer, whose other values stay", async () => {
    const values = gradient(256, 3);
    const model = keep(upload(gpu, values));
    // One that can be bound, one that can't, and gradients in the same buffer.
    const ranges = [
      { param: { buffer: model, offset: 0, length: 8 }, grad: { buffer: model, offset: 512, length: 8 } },
      { param: { buffer: model, offset: 36, length: 7 }, grad: { buffer: model, offset: 768, length: 7 } },
    ];
    const optimizer = await createOptimizer(gpu, adopt, ranges, { lr: 0.1 });
    expect(optimizer.params).toEqual([model, model]);
    const host = new Optimizer(adopt, [values.slice(0, 8), values.slice(9, 16)], { lr: 0.1 });
    for (let step = 0; step < 4; step++) {
      const grads = [gradient(8, step), gradient(7, step + 50)];
      optimizer.writeGradients(grads);
      await optimizer.step();
      host.step({ grads });
    }
    const { params } = await optimizer.read();
    expectLike(params, host.params);
    const after = await readBack(gpu, model);
    expectLike([after.subarray(0, 8), after.subarray(9, 16)], host.params);
    expect([after[8], ...after.subarray(16, 128)]).toEqual([values[8], ...values.subarray(16, 128)]);
    optimizer.dispose();
  });

  it("are recorded in the caller's encoder, between other work", async () => {
    const optimizer = await createAdamW(gpu, starts(), { lr: (step) => 0.1 / (step + 1) });
    const host = new AdamW(starts(), { lr: (step) => 0.1 / (step + 1) });
    const result = keep(createTensor(gpu, 8));
    for (let step = 0; step < 3; step++) {
      const grads = slopes(step);
      const source = keep(upload(gpu, grads[0] as Float32Array));
      const encoder = device.createCommandEncoder();
      encoder.copyBufferToBuffer(source, 0, optimizer.grads[0] as GPUBuffer, 0, 32);
      optimizer.encode(encoder, {
        grads: [optimizer.grads[0] as GPUBuffer, ...grads.slice(1)],
        gradScale: 2,
      });
      encoder.copyBufferToBuffer(optimizer.params[0] as GPUBuffer, 0, result, 0, 32);
      device.queue.submit([encoder.finish()]);
      host.step({ grads, gradScale: 2 });
    }
    expectLike([await readBack(gpu, result)], [host.params[0] as Float32Array]);
    expect(optimizer.stepCount).toBe(3);
    expect((await optimizer.report()).stepCount).toBe(3);
    await optimizer.step({ grads: slopes(3) });
    host.step({ grads: slopes(3) });
    expectLike((await optimizer.read()).params, host.params);
    optimizer.dispose();
  });

  it("may be missing: such a parameter is not updated or decayed, and its count does not advance", async () => {
    const options = { lr: 0.1, weightDecay: 0.1 };
    const optimizer = await createAdamW(gpu, starts(), { ...options, maxNorm: 1e9, missingGradients: true });
    const host = new AdamW(starts(), options);
    const train = async (on: GpuOptimizer, step: number) => {
      const grads: (Float32Array | null)[] = slopes(step);
      if (step % 2 === 0) grads[step % 3] = null;
      const skip = step === 5 ? [0, 2] : [];
      host.step({ grads, skip });
      await on.step({ grads, skip });
    };
    for (let step = 0; step < 7; step++) await train(optimizer as unknown as GpuOptimizer, step);
    expectLike((await optimizer.read()).params, host.params);
    // The norm is that of the gradients that there were.
    const sum = [slopes(6)[1], slopes(6)[2]].flatMap((each) => [...(each as Float32Array)]);
    const norm = Math.hypot(...sum);
    expect((await optimizer.report()).gradientNorm).toBeCloseTo(norm, 4);

    const state = await optimizer.stateDict();
    expect(state.params.map(({ step }) => step)).toEqual(host.stateDict().params.map(({ step }) => step));
    const { params } = await optimizer.read();
    const resumed = await createAdamW(gpu, [...params], { ...options, missingGradients: true });
    resumed.loadStateDict(state);
    for (let step = 7; step < 10; step++) await train(resumed as unknown as GpuOptimizer, step);
    expectLike((await resumed.read()).params, host.params);
    optimizer.dispose();
    resumed.dispose();
  });

  it("are skipped with the whole step if the caller's flag is set", async () => {
    const flag = buffer(512);
    const optimizer = await createAdam(gpu, starts(), { lr: 0.1, foundInf: { buffer: flag, offset: 256 } });
    const host = new Adam(starts(), { lr: 0.1 });
    for (const [step, found] of [0, 1, -0, Number.NaN, 0].entries()) {
      device.queue.writeBuffer(flag, 256, Float32Array.of(found));
      await optimizer.step({ grads: slopes(step) });
      if (found === 0) host.step({ grads: slopes(step) });
    }
    const { params, stepCount } = await optimizer.read();
    expect(stepCount).toBe(3);
    expect(await optimizer.report()).toMatchObject({ stepCount: 3, skipped: 2 });
    expectLike(params, host.params);
    optimizer.dispose();
  });

  describe("of float16", () => {
    it("update parameters in float32, which are written back rounded to nearest", async () => {
      const lengths = [8, 7, 600];
      const values = lengths.map((length, i) => gradient(length, i).map(roundToHalf));
      const params = values.map((each) => {
        const made = buffer(4 * Math.ceil(each.length / 2) + 4);
        device.queue.writeBuffer(made, 0, toHalves(each));
        return made;
      });
      const optimizer = await createOptimizer(
        gpu,
        adamw,
        params.map((param, i) => ({ param, length: lengths[i] as number, dtype: "float16" as const })),
        { lr: 0.01 },
      );
      const host = new Optimizer(adamw, values, { lr: 0.01 });
      for (let step = 0; step < 5; step++) {
        const grads = lengths.map((length, i) => gradient(length, 20 * step + i).map(roundToHalf));
        const halves = grads.map(toHalves);
        if (step === 0) await optimizer.step({ grads });
        else if (step === 1) {
          const given = halves.map((each) => {
            const made = buffer(each.byteLength);
            device.queue.writeBuffer(made, 0, each);
            return made;
          });
          const [first, ...others] = given as [GPUBuffer, ...GPUBuffer[]];
          await optimizer.step({ grads: [{ buffer: first, length: 8 }, ...others] });
        } else {
          for (const [i, each] of halves.entries()) {
            device.queue.writeBuffer(optimizer.grads[i] as GPUBuffer, 0, each);
          }
          await optimizer.step();
        }
        host.step({ grads });
      }
      const read = await optimizer.read();
      expectLike(read.params, host.params);
      for (const [i, param] of params.entries()) {
        const words = await readBack(gpu, param);
        const halves = new Uint16Array(words.buffer);
        const expected = new Uint16Array(toHalves(read.params[i] as Float32Array).buffer);
        expect([...halves.subarray(0, lengths[i])]).toEqual([...expected.subarray(0, lengths[i])]);
        // What comes after them is not the parameter's.
        expect([...halves.subarray(lengths[i])].every((each) => each === 0)).toBe(true);
      }
      optimizer.dispose();
    });

    it("widen every float16 exactly, on a device without the feature", async () => {
      expect(device.features.has("shader-f16")).toBe(false);
      const all = Uint16Array.from({ length: 1 << 16 }, (_, i) => i);
      const finite = all.filter((bits) => (bits & 0x7c00) < 0x7c00);
      const grad = buffer(2 * finite.length);
      device.queue.writeBuffer(grad, 0, finite);
      const sources = [{ param: finite.length, grad, gradDtype: "float16" as const }];
      const optimizer = await createSgd(gpu, sources, { lr: 1 });
      await optimizer.step();
      const { params } = await optimizer.read();
      const expected = Float32Array.from(finite, (bits) => -fromHalf(bits));
      const differences = expected.filter((value, i) => value !== params[0]?.[i]);
      expect(differences).toHaveLength(0);
      optimizer.dispose();
    });

    it.each([
      ["an infinity", 0x7c00],
      ["an infinity below 0", 0xfc00],
      ["NaN", 0x7e01],
    ])("skip a step with %s", async (_, bits) => {
      const sources = [{ param: new Float32Array(7).fill(1), gradDtype: "float16" as const }];
      const optimizer = await createSgd(gpu, sources, { lr: 1, nonFinite: "skip" });
      const given = buffer(16);
      device.queue.writeBuffer(given, 0, Uint16Array.of(0, 0, 0, 0, 0, 0, bits, 0));
      await optimizer.step({ grads: [{ buffer: given, length: 7 }] });
      expect(await optimizer.report()).toMatchObject({ stepCount: 0, skipped: 1 });
      device.queue.writeBuffer(given, 0, Uint16Array.of(0, 0, 0, 0, 0, 0, 0x3c00, 0));
      await optimizer.step({ grads: [{ buffer: given, length: 7 }] });
      expect((await optimizer.read()).params[0]).toEqual(Float32Array.of(1, 1, 1, 1, 1, 1, 0));
      optimizer.dispose();
    });

    it("rounds every kind of number to nearest, ties to even", async () => {
      const powers = Array.from({ length: 48 }, (_, i) => 2 ** (i - 28));
      const numbers = powers.flatMap((power) =>
        [1, 1 + 2 ** -11, 1 + 2 ** -10, 1 + 3 * 2 ** -11, 1.5, 1 + 2 ** -11 + 2 ** -20].flatMap((each) => [
          power * each,
          -power * each,
        ]),
      );
      const values = Float32Array.of(0, -0, 65504, 65519.996, 65520, 1e9, ...numbers);
      const param = buffer(2 * values.length);
      const sources = [{ param, dtype: "float16" as const, gradDtype: "float32" as const }];
      const optimizer = await createSgd(gpu, sources, { lr: 1 });
      // From 0: the update is the gradient itself.
      await optimizer.step({ grads: [values.map((each) => -each)] });
      const read = await readBack(gpu, param);
      expect([...new Uint16Array(read.buffer)].map((each) => each & 0x7fff)).toEqual(
        [...new Uint16Array(toHalves(values).buffer)].map((each) => each & 0x7fff),
      );
      optimizer.dispose();
    });
  });

  describe("are refused", () => {
    const values = () => [new Float32Array(4), new Float32Array(4)];

    it.each<[string, () => object, string]>([
      ["where there are too few", () => ({ grads: [new Float32Array(4)] }), "grads"],
      ["of another length", () => ({ grads: [new Float32Array(4), new Float32Array(3)] }), "grads[1]"],
      [
        "in a buffer that is too small",
        () => ({ grads: [new Float32Array(4), buffer(12)] }),
        "grads[1].length",
      ],
      [
        "in a range beyond its buffer",
        () => ({ grads: [{ buffer: buffer(16), offset: 4, length: 4 }, new Float32Array(4)] }),
        "grads[0].length",
      ],
      [
        "at an odd offset",
        () => ({ grads: [{ buffer: buffer(64), offset: 2, length: 4 }, new Float32Array(4)] }),
        "grads[0].offset",
      ],
      [
        "in a buffer that can't be read",
        () => ({ grads: [buffer(16, 0x8), new Float32Array(4)] }),
        "grads[0].usage",
      ],
      ["that are something else", () => ({ grads: [{}, new Float32Array(4)] }), "grads[0]"],
      ["where one is missing", () => ({ grads: [null, new Float32Array(4)] }), "grads[0]"],
      ["for several updates", () => ({ grads: values(), steps: 2 }), "steps"],
      ["where skip is no list", () => ({ skip: 1 }), "skip"],
      ["where skip is beyond", () => ({ skip: [2] }), "skip"],
    ])("%s", async (_, options, argument) => {
      const optimizer = await createSgd(gpu, values(), { lr: 1 });
      await expect(optimizer.step(options())).rejects.toMatchObject({ argument });
      await expect(optimizer.step(options())).rejects.toThrow(InvalidArgumentError);
      expect(optimizer.stepCount).toBe(0);
      optimizer.dispose();
    });

    it("with invalid options when the optimizer is created", async () => {
      const make = (params: unknown, options: object, rule = sgd) =>
        createOptimizer(gpu, rule as never, params as never, options as never);
      const half = { param: buffer(64), dtype: "float16" };
      await expect(make([{ ...half, param: 4 }], {})).rejects.toMatchObject({ argument: "params[0].dtype" });
      await expect(make([{ ...half, param: { buffer: buffer(64), offset: 4 } }], {})).rejects.toMatchObject({
        argument: "params[0].param.offset",
      });
      const odd = { param: 3, grad: buffer(6), gradDtype: "float16" };
      await expect(make([odd], {})).rejects.toThrow("params[0].grad.size must be at least 8 bytes");
      await expect(make([{ ...half, param: buffer(6) }], {})).rejects.toMatchObject({
        argument: "params[0].param.size",
        received: 6,
      });
      const skips = { missingGradients: true, nonFinite: "skip" };
      await expect(make([4], skips)).rejects.toMatchObject({ argument: "missingGradients" });
      await expect(make([4], { missingGradients: true }, prodigy as never)).rejects.toMatchObject({
        argument: "missingGradients",
      });
      await expect(make([4], { foundInf: buffer(16, 0x8) })).rejects.toMatchObject({
        argument: "foundInf.usage",
      });
      await expect(make([4], { foundInf: { buffer: buffer(64), offset: 4 } })).rejects.toMatchObject({
        argument: "foundInf.offset",
      });
      const shared = buffer(1024);
      await expect(
        make([{ buffer: shared, length: 65 }], { foundInf: { buffer: shared, offset: 256 } }),
      ).rejects.toThrow("foundInf must be a number outside parameter 0, which steps change");
      const apart = await make([{ buffer: shared, length: 64 }], {
        foundInf: { buffer: shared, offset: 256 },
      });
      apart.dispose();
      const twice = [
        { buffer: shared, length: 8 },
        { buffer: shared, offset: 16, length: 8 },
      ];
      await expect(make(twice, {})).rejects.toThrow(/used once/);
    });

    it("in an invalid encoder, and while the current update of the device is unknown", async () => {
      const optimizer = await createOptimizer(gpu, lamb, [4], { lr: 1, nonFinite: "skip" });
      expect(() => optimizer.encode({} as never)).toThrow(InvalidArgumentError);
      const encoder = device.createCommandEncoder();
      const record = () => {
        for (let step = 0; step < 500; step++) optimizer.encode(encoder);
      };
      expect(record).toThrow(StepPendingError);
      device.queue.submit([encoder.finish()]);
      expect((await optimizer.report()).stepCount).toBeGreaterThan(100);
      const next = device.createCommandEncoder();
      optimizer.encode(next);
      device.queue.submit([next.finish()]);
      optimizer.dispose();
    });
  });
});
