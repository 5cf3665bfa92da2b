/** Recipes against the numbers that their sources print, written here a second time. */
import { describe, expect, test } from "vitest";
import { epochs, fromJSON, type RecipeName, recipe, recipes, tokens } from "../src/index.js";
import { refusal } from "./support/refusals.js";

const every = recipes.flatMap(({ name, sizes }) => sizes.map((size) => [name, size] as const));
const anySize = (name: RecipeName, size: string) => recipe(name, { size: size as never });

describe("every recipe", () => {
  test.each(every)("%s %s has sources, and never exceeds its peak", (name, size) => {
    const { schedule, peak, run, sources, optimizer } = anySize(name, size);
    expect(sources.length).toBeGreaterThan(0);
    for (const { url } of sources) expect(url).toMatch(/^https:\/\//);
    expect(optimizer.kind).toBeTruthy();
    const last = run.totalSteps ?? 300_000;
    let largest = 0;
    for (let i = 0; i <= 1000; i++) {
      const rate = schedule(Math.floor((last * i) / 1000));
      expect(rate).toBeGreaterThanOrEqual(0);
      largest = Math.max(largest, rate);
    }
    expect(largest).toBeLessThanOrEqual(peak * (1 + 1e-12));
    expect(fromJSON(JSON.stringify(schedule))(last / 2)).toBe(schedule(last / 2));
  });

  test("names are unique", () => {
    expect(new Set(recipes.map(({ name }) => name)).size).toBe(recipes.length);
  });
});

describe("language models", () => {
  test("Transformer: 6.9877e-4 at the 4000th update, then the inverse square root", () => {
    const { schedule, optimizer } = recipe("transformer");
    expect(schedule(3999)).toBeCloseTo(6.9877e-4, 8);
    expect(schedule(15_999)).toBeCloseTo(6.9877e-4 / 2, 8);
    expect(optimizer).toEqual({ kind: "Adam", betas: [0.9, 0.98], eps: 1e-9 });
  });

  test("BERT jumps from .9999e-4 to .99e-4", () => {
    const { schedule, run } = recipe("bert");
    expect(schedule(9999)).toBeCloseTo(0.9999e-4, 12);
    expect(schedule(10_000)).toBeCloseTo(0.99e-4, 12);
    expect(schedule(1_000_000)).toBe(0);
    expect(run.globalBatchTokens).toBe(131_072);
  });

  test("T5: 0.01 for 10,000 steps, then 1 / sqrt(n)", () => {
    const { schedule, run } = recipe("t5");
    expect([schedule(0), schedule(9_999)]).toEqual([0.01, 0.01]);
    expect(schedule(40_000)).toBeCloseTo(0.005, 14);
    expect(run.totalSteps).toBe(524_288);
    expect(recipe("t5-fine-tuning").schedule(100_000)).toBe(0.001);
  });

  test.each([
    ["125M", 6e-4, 0.5e6],
    ["350M", 3e-4, 0.5e6],
    ["760M", 2.5e-4, 0.5e6],
    ["1.3B", 2e-4, 1e6],
    ["2.7B", 1.6e-4, 1e6],
    ["6.7B", 1.2e-4, 2e6],
    ["13B", 1e-4, 2e6],
    ["175B", 0.6e-4, 3.2e6],
  ] as const)("GPT-3 %s", (size, peak, batch) => {
    const { schedule, run, optimizer } = recipe("gpt-3", { size });
    expect(schedule(Math.ceil(375e6 / batch))).toBe(peak);
    expect(schedule(Math.ceil(260e9 / batch))).toBeCloseTo(0.1 * peak, 15);
    expect(schedule(Math.ceil(300e9 / batch))).toBeCloseTo(0.1 * peak, 15);
    expect(run.totalSteps).toBe(300e9 / batch);
    expect(optimizer).toMatchObject({ betas: [0.9, 0.95], eps: 1e-8, weightDecay: 0.1, clipGradNorm: 1 });
  });

  test("nanoGPT", () => {
    const { schedule, run } = recipe("nanogpt");
    expect(schedule(0)).toBeCloseTo(6e-4 / 2001, 15);
    expect(schedule(2000)).toBe(6e-4);
    expect(schedule(600_000)).toBe(6e-5);
    expect(run.globalBatchTokens).toBe(491_520);
  });

  test("Chinchilla: 10 times lower at the end of 1.4T tokens", () => {
    const { schedule, run, notStated } = recipe("chinchilla");
    const total = run.totalSteps as number;
    expect(total).toBeCloseTo(0.7e12 / 1.5e6 + 0.7e12 / 3e6, -1);
    expect([schedule(0), schedule(total)]).toEqual([1e-4, 1e-5]);
    expect(notStated).toContain("warmupSteps");
  });

  test.each([
    ["llama-1", "7B", 3e-4, 1e12],
    ["llama-1", "13B", 3e-4, 1e12],
    ["llama-1", "33B", 1.5e-4, 1.4e12],
    ["llama-1", "65B", 1.5e-4, 1.4e12],
    ["llama-2", "7B", 3e-4, 2e12],
    ["llama-2", "13B", 3e-4, 2e12],
    ["llama-2", "34B", 1.5e-4, 2e12],
    ["llama-2", "70B", 1.5e-4, 2e12],
  ] as const)("%s %s", (name, size, peak, total) => {
    const { schedule, run, optimizer } = anySize(name, size);
    expect(schedule(2000)).toBe(peak);
    expect([schedule(0), schedule(999)]).toEqual([peak / 2000, peak / 2]);
    expect(run.totalSteps).toBe(total / 4e6);
    expect(schedule(total / 4e6)).toBeCloseTo(peak / 10, 15);
    expect(optimizer).toMatchObject({ betas: [0.9, 0.95], weightDecay: 0.1, clipGradNorm: 1 });
  });

  test("Llama 3 405B", () => {
    const { schedule, run } = recipe("llama-3");
    expect([schedule(8000), schedule(1_200_000)]).toEqual([8e-5, 8e-7]);
    expect(run.tokensAt(63)).toBe(252e6);
    expect(run.tokensAt(64)).toBe(260e6);
    expect((run.tokensAt(500_001) as number) - (run.tokensAt(500_000) as number)).toBe(16e6);
  });

  test.each<[RecipeName, number, readonly (readonly [number, number])[]]>([
    [
      "olmo",
      476_837,
      [
        [0, 3.0054e-5],
        [4999, 3e-4],
        [240_918, 1.649997138842439e-4],
      ],
    ],
    [
      "olmo-3",
      1_192_093,
      [
        [0, 1.5e-7],
        [1999, 3e-4],
        [597_045, 1.6500017818565782e-4],
      ],
    ],
    [
      "smollm",
      600_000,
      [
        [2500, 0.0015],
        [500_001, 0.002990513167019495],
        [525_000, 0.0015],
      ],
    ],
    [
      "nemotron-3",
      5_954_505,
      [
        [47_683, 4.499932354561385e-4],
        [5_000_000, 2.5111331182161575e-4],
      ],
    ],
    [
      "deepseek-v3-torchtitan",
      10_000,
      [
        [0, 1.1e-7],
        [2001, 2.19999992366468e-4],
        [6000, 1.21e-4],
      ],
    ],
  ])("%s equals the engine's schedule for the public file", (name, total, points) => {
    const { schedule, run, peak } = recipe(name);
    expect(run.totalSteps).toBe(total);
    for (const [step, rate] of points) expect(Math.abs(schedule(step) - rate)).toBeLessThan(1e-12 * peak);
  });

  test("DeepSeek LLM: 31.6 % and 10 % after 80 % and 90 % of 2T tokens", () => {
    const { schedule, run } = recipe("deepseek-llm", { size: "67B" });
    const at = (share: number) => schedule(Math.ceil((share * 2e12) / (4608 * 4096)));
    expect(schedule(2000)).toBe(3.2e-4);
    expect(at(0.79)).toBe(3.2e-4);
    expect(at(0.81)).toBeCloseTo(3.2e-4 * 0.316, 12);
    expect(at(0.91)).toBeCloseTo(3.2e-5, 12);
    expect(run.globalBatchSize).toBe(4608);
    expect(recipe("deepseek-llm", { size: "7B" }).schedule(2000)).toBe(4.2e-4);
  });

  test("DeepSeek-V2: times 0.316 at about 60 % and 90 %", () => {
    const { schedule, run } = recipe("deepseek-v2");
    const at = (share: number) => schedule(run.steps(tokens(share * 8.1e12)));
    expect([at(0.59), at(0.61)]).toEqual([2.4e-4, 0.316 * 2.4e-4]);
    expect(at(0.91)).toBeCloseTo(0.316 ** 2 * 2.4e-4, 12);
    expect(recipe("deepseek-v2", { size: "Lite" }).peak).toBe(4.2e-4);
  });

  test("DeepSeek-V3: the five parts of 14.8T tokens", () => {
    const { schedule, run } = recipe("deepseek-v3");
    const at = (count: number) => schedule(run.steps(tokens(count)));
    expect(schedule(2000)).toBe(2.2e-4);
    expect(at(9.99e12)).toBe(2.2e-4);
    expect(at(12.15e12)).toBeCloseTo((2.2e-4 + 2.2e-5) / 2, 8);
    expect(at(14.4e12)).toBe(2.2e-5);
    expect(at(14.64e12)).toBe(7.3e-6);
    expect(at(14.8e12)).toBe(7.3e-6);
    expect(run.samplesAt(1)).toBe(3072);
    const total = run.totalSteps as number;
    expect((run.samplesAt(total) as number) - (run.samplesAt(total - 1) as number)).toBe(15_360);
  });

  test("MiniCPM halves every 5000 steps from step 263,000 on", () => {
    const { schedule, run } = recipe("minicpm");
    expect(schedule(263_000)).toBe(0.01);
    expect(schedule(268_000)).toBeCloseTo(0.005, 15);
    expect(schedule(278_000)).toBeCloseTo(0.00125, 15);
    expect(run.totalSteps).toBeNull();
    expect(run.steps(tokens(1e12))).toBeLessThan(263_000);
  });
});

describe("vision", () => {
  test.each([
    ["B/16", 8e-4, 7],
    ["B/32", 8e-4, 7],
    ["L/32", 6e-4, 7],
    ["L/16", 4e-4, 14],
    ["H/14", 3e-4, 14],
  ] as const)("ViT %s on JFT", (size, peak, passes) => {
    const { schedule, run, optimizer } = recipe("vit-jft", { size });
    expect(schedule(10_000)).toBe(peak);
    expect(run.totalSteps).toBe(passes * Math.ceil(303e6 / 4096));
    expect(schedule(run.totalSteps as number)).toBe(0);
    expect(optimizer.weightDecay).toBe(0.1);
  });

  test("ViT on ImageNet-21k, ImageNet and fine-tuned", () => {
    expect(recipe("vit-imagenet-21k").schedule(10_000)).toBe(1e-3);
    expect(recipe("vit-imagenet-21k").optimizer.weightDecay).toBe(0.03);
    expect(recipe("vit-imagenet").schedule(10_000)).toBe(3e-3);
    expect(recipe("vit-imagenet").optimizer).toMatchObject({ weightDecay: 0.3, clipGradNorm: 1 });
    expect(recipe("vit-fine-tuning", { size: "0.06" }).peak).toBe(0.06);
    expect(recipe("vit-fine-tuning").run.totalSteps).toBe(20_000);
  });

  test("MAE: 2.4e-3 after 40 of 800 epochs", () => {
    const { schedule, run } = recipe("mae");
    expect(run.stepsPerEpoch).toBe(Math.floor(1_281_167 / 4096));
    expect(schedule(40 * 312)).toBeCloseTo(2.4e-3, 15);
    expect(schedule(800 * 312)).toBe(0);
    const large = recipe("mae-fine-tuning", { size: "L" });
    expect(large.peak).toBeCloseTo(4e-3, 15);
    expect(large.optimizer).toMatchObject({ layerDecay: 0.75, weightDecay: 0.05 });
    expect(recipe("mae-fine-tuning").optimizer.layerDecay).toBe(0.65);
  });

  test("SimCLR: 4.8 by both rules, 31,279 steps", () => {
    for (const size of ["linear", "square-root"] as const) {
      const { schedule, run } = recipe("simclr", { size });
      expect(schedule(3128)).toBeCloseTo(4.8, 14);
      expect(run.totalSteps).toBe(Math.floor((1_281_167 * 100) / 4096) + 1);
    }
  });

  test("ResNet-50 of Goyal et al.: 0.1 kn / 256, a tenth at epochs 30, 60 and 80", () => {
    const { schedule, run } = recipe("resnet-50-goyal");
    const at = (epoch: number) => schedule(run.steps(epochs(epoch)));
    expect(schedule(0)).toBe(0.1);
    expect(at(5)).toBeCloseTo(3.2, 14);
    expect(schedule(run.steps(epochs(30)) - 1)).toBeCloseTo(3.2, 14);
    expect([at(30), at(60), at(80), at(89)].map((rate) => rate.toPrecision(6))).toEqual(
      [0.32, 0.032, 0.0032, 0.0032].map((rate) => rate.toPrecision(6)),
    );
    expect(recipe("resnet-50-goyal", { size: "batch 256" }).schedule(0)).toBe(0.1);
  });

  test("ResNet-50 of torchvision", () => {
    const first = recipe("resnet-50-torchvision-v1");
    expect(first.run.stepsPerEpoch).toBe(Math.ceil(1_281_167 / 256));
    expect(first.schedule(first.run.steps(epochs(30)))).toBeCloseTo(0.01, 15);
    const second = recipe("resnet-50-torchvision-v2");
    const epoch = second.run.stepsPerEpoch as number;
    // LinearLR(start_factor=0.01, total_iters=5), then CosineAnnealingLR(T_max=595), once an epoch
    expect(second.schedule(epoch - 1)).toBeCloseTo(0.005, 14);
    expect(second.schedule(epoch)).toBeCloseTo(0.5 * (0.01 + 0.99 / 5), 14);
    expect(second.schedule(5 * epoch + 7)).toBe(0.5);
    expect(second.schedule(600 * epoch - 1)).toBeCloseTo(0.25 * (1 + Math.cos((Math.PI * 594) / 595)), 14);
  });
});

test("unknown names and sizes are rejected with the known ones", () => {
  expect(refusal(() => recipe("gpt-5" as "gpt-3")).expected).toContain("gpt-3");
  expect(refusal(() => recipe("gpt-3", { size: "7B" as "13B" })).expected).toContain("175B");
  expect(refusal(() => recipe("gpt-3", { width: 3 } as object)).argument).toBe("width");
});
