/** Event files of @anneal/monitor, read by TensorBoard itself. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Recorder } from "@anneal/monitor";
import { tensorBoardSink } from "@anneal/monitor/node";
import { afterAll, expect, it } from "vitest";
import { repository } from "./support/repository.js";
import { describeWith } from "./support/requirements.js";

describeWith("tensorboard", "TensorBoard", (python) => {
  const folder = mkdtempSync(join(tmpdir(), "anneal-tensorboard-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("shows the numbers of a run that was stopped and went on", async () => {
    const first = new Recorder({ sinks: [tensorBoardSink(folder)] });
    for (let step = 0; step < 10; step++) first.log({ step, lr: [step / 3, 1e-30], loss: 5 });
    await first.close();
    const second = new Recorder({ sinks: [tensorBoardSink(folder, { resumeAt: 6 })] });
    const losses = [Number.NaN, Number.POSITIVE_INFINITY, -7.5];
    for (const [i, loss] of losses.entries()) second.log({ step: 6 + i, loss });
    second.log({ step: 2 ** 40, "Verlust (ü)": 1 });
    await second.close();

    const script = join(repository, "tests/python/read_events.py");
    const { stdout, stderr, status } = spawnSync(python, [script, folder], { encoding: "utf8" });
    expect(status, stderr).toBe(0);
    const { version, scalars, runs } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
    expect(version).toBe(2);
    const float32 = (value: number) =>
      expect.toSatisfy((text: string) => Math.fround(Number(text)) === Math.fround(value));
    // From step 6 on the first file counts no longer.
    expect(scalars).toEqual({
      "lr/0": [0, 1, 2, 3, 4, 5].map((step) => [step, float32(step / 3)]),
      "lr/1": [0, 1, 2, 3, 4, 5].map((step) => [step, float32(1e-30)]),
      loss: [...[0, 1, 2, 3, 4, 5].map((step) => [step, "5.0"]), [6, "nan"], [7, "inf"], [8, "-7.5"]],
      "Verlust (ü)": [[2 ** 40, "1.0"]],
    });
    expect(runs).toEqual({ ".": ["Verlust (ü)", "loss", "lr/0", "lr/1"] });
  });
});
