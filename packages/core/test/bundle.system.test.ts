/** What one constructor adds to a bundle: the other constructors, lint, recipes, schedulers and optimizers are left out. */
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { bundle } from "./support/bundle.js";

const LARGEST = 29_415;
const LARGEST_GZIPPED = 11_478;

it("warmupCosine includes only the tree and its evaluation", async () => {
  const call = "warmupCosine({ peak: 1e-3, warmupSteps: 10, totalSteps: 100 })(5)";
  const code = await bundle(`import { warmupCosine } from "@anneal/core"; console.log(${call});`);
  expect(code).toContain("warmupCosine");
  for (const absent of [
    "warmupStableDecay",
    "anneal/scheduler",
    "anneal/optimizer",
    "never-decays",
    "bert",
  ]) {
    expect(code).not.toContain(absent);
  }
  expect(code.length).toBeLessThanOrEqual(LARGEST);
  expect(gzipSync(code).length).toBeLessThanOrEqual(LARGEST_GZIPPED);
});

it.each([
  ["lint", "lint"],
  ["recipes", "recipe"],
  ["lr-finder", "findLearningRate"],
  ["schedulers", "LRScheduler"],
  ["optimizers", "AdamW"],
])("@anneal/core/%s is no larger than the same import from the root", async (entry, name) => {
  const program = (from: string) => `import { ${name} } from "${from}"; console.log(${name});`;
  const [own, root] = [await bundle(program(`@anneal/core/${entry}`)), await bundle(program("@anneal/core"))];
  // The minifier chooses other names if the order of the modules differs.
  const lengthOf = (code: string) => code.replace(/[\w$]+/g, "x").length;
  expect(Math.abs(lengthOf(own) - lengthOf(root))).toBeLessThan(16);
});
