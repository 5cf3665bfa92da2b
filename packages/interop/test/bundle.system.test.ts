/** What one schedule of one library adds to a bundle: the other libraries, schedulers and metric rules stay out. */
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { bundle } from "../../core/test/support/bundle.js";

const use = "console.log(stepLR({ stepSize: 3 }, 0.1)(5));";

it.each([
  ["the entry of the library", `import { stepLR } from "@anneal/interop/torch"; ${use}`],
  [
    "the namespace in the root",
    `import { torch } from "@anneal/interop"; ${use.replace("stepLR", "torch.stepLR")}`,
  ],
])("StepLR by %s is a small part of the package", async (_, code) => {
  const text = await bundle(code);
  expect(text).toContain("StepLR");
  for (const absent of ["ReduceLROnPlateau", "warmup_stable_decay", "WarmupDecayLR", "tri_stage"]) {
    expect(text).not.toContain(absent);
  }
  expect(text.length).toBeLessThan(46_000);
  expect(gzipSync(text).length).toBeLessThan(17_500);
});
