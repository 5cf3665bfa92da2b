/** Schedules for training engines, from the command line. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { anneal } from "./support/anneal.js";

const folder = mkdtempSync(join(tmpdir(), "anneal-export-"));
afterAll(() => rmSync(folder, { recursive: true }));

const cosine = ["warmup-cosine", "--peak", "3e-4", "--warmup-steps", "100", "--total-steps", "1000"];

describe("anneal export", () => {
  it("writes the engine's own fields, and says that they are exact", async () => {
    const { code, text, error } = await anneal(["export", ...cosine, "--to", "hf"]);
    expect(code).toBe(0);
    expect(text).toBe(
      "learning_rate: 0.0003\nlr_scheduler_type: cosine\nwarmup_steps: 100\nmax_steps: 1000\n",
    );
    expect(error).toContain("the engine's own fields, exact");
  });

  it("writes code if they are not exact, and prints the deviation", async () => {
    const path = join(folder, "schedule.py");
    const { code, text, error } = await anneal(["export", ...cosine, "--to", "torchtitan", "--output", path]);
    expect([code, text]).toEqual([0, ""]);
    expect(error).toMatch(/code, exact\n {2}the engine's own fields can't express .* at update \d+/);
    expect(readFileSync(path, "utf8")).toContain("def make_schedulers(optimizers):");
    const back = await anneal(["compare", ...cosine, path, "--json"]);
    expect(JSON.parse(back.text).differences[0].largest.difference).toBe(0);
  });

  it("writes the nearest fields when asked", async () => {
    const { text, error } = await anneal(["export", ...cosine, "--to", "torchtitan", "--nearest"]);
    expect(text).toContain("--lr_scheduler.warmup_steps");
    expect(error).toContain("the engine's own fields, not exact");
  });

  it("with --nearest, writes exact fields as without it, and fails if there are none", async () => {
    const exact = ["export", ...cosine, "--to", "torch"];
    expect((await anneal([...exact, "--nearest"])).text).toBe((await anneal(exact)).text);
    const none = await anneal(["export", "0", "--total", "10", "--to", "hf", "--nearest"]);
    expect([none.code, none.text]).toEqual([1, ""]);
    expect(none.error).toContain("remove --nearest");
  });

  it("reports a file name of another format", async () => {
    const out = (name: string) =>
      anneal(["export", ...cosine, "--to", "torchtitan", "--output", join(folder, name)]);
    expect((await out("args.yaml")).error).toContain(
      "args.yaml is not yaml but python: its usual name is torchtitan_schedule.py",
    );
    expect((await out("my.py")).error).not.toContain("usual name");
    expect((await out("flags.sh")).error).not.toContain("usual name");
    const hostile = (await out("a\u001b[31m\n\u202eb.yaml")).error;
    expect(hostile).toContain("a [31m b.yaml is not yaml but python");
    expect(hostile).not.toContain("\u001b");
    expect(hostile).not.toContain("\u202e");
  });

  it("accepts --out for --output", async () => {
    const path = join(folder, "out.yaml");
    const { code, text } = await anneal(["export", ...cosine, "--to", "hf", "--out", path]);
    expect([code, text]).toEqual([0, ""]);
    expect(readFileSync(path, "utf8")).toContain("warmup_steps: 100\n");
  });

  it("reads exported TypeScript where a schedule is expected", async () => {
    const path = join(folder, "schedule.ts");
    await anneal(["export", ...cosine, "--to", "typescript", "--output", path]);
    expect((await anneal(["export", path, "--to", "hf"])).text).toContain("warmup_steps: 100\n");
  });

  it("reads a file with spaces in its name, with and without its engine", async () => {
    const path = join(folder, "my training args.yaml");
    const exported = await anneal(["export", ...cosine, "--to", "hf", "--output", path]);
    expect(exported.code).toBe(0);
    for (const word of [path, `hf:${path}`, `import:${path}`]) {
      const { code, text, error } = await anneal(["export", word, "--total", "1000", "--to", "hf"]);
      expect([code, text], error).toEqual([0, readFileSync(path, "utf8")]);
    }
  });

  it("goes from engine to engine, with one total for both", async () => {
    const config =
      '{"scheduler": {"type": "WarmupDecayLR", "params": {"warmup_max_lr": 0.1, "warmup_num_steps": 10, "warmup_type": "linear"}}}';
    const path = join(folder, "ds_config.json");
    const { writeFileSync } = await import("node:fs");
    writeFileSync(path, config);
    const { code, text } = await anneal([
      "export",
      `deepspeed:${path}`,
      "--total",
      "100",
      "--to",
      "deepspeed",
      "--json",
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(text)).toMatchObject({ form: "native", totalSteps: 100 });
  });

  it("takes the version of the engine", async () => {
    const { text } = await anneal(["export", ...cosine, "--to", "hf", "--engine-version", "4.57"]);
    expect(text).toContain("warmup_ratio: 0.1\n");
  });

  it.each<[string[], number, string]>([
    [["export", "--to", "hf"], 2, "needs a schedule"],
    [["export", ...cosine], 2, "--to"],
    [["export", ...cosine, "1", "--to", "hf"], 2, "a second one"],
    [["export", "0.1", "--to", "hf"], 2, "--total"],
    [["export", ...cosine, "--to", "nope"], 1, "--to must be one of"],
    [["export", ...cosine, "--to", "hf", "--engine-version", "new"], 1, "--engine-version must be"],
    [["export", ...cosine, "--to", "hf", "--total", "0"], 1, "--total must be"],
  ])("rejects %j", async (args, status, message) => {
    const { code, error } = await anneal(args);
    expect(code).toBe(status);
    expect(error).toContain(message);
  });
});
