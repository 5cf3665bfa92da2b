/** Every example runs as a program and does what it says. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

function run(example: string, ...args: string[]): string {
  const file = fileURLToPath(new URL(`../dist/${example}.js`, import.meta.url));
  return execFileSync(process.execPath, [file, ...args], { encoding: "utf8" });
}

it("resume ends with the bits of a run that never stopped", () => {
  expect(run("resume")).toBe("resumed at step 77, ended at step 200: the same bits\n");
});

it("own-arrays leaves the bad update out and comes near", () => {
  const output = run("own-arrays");
  const numbers = /^(\d+) updates, (\d+) skipped; largest distance ([\d.]+), bias ([\d.]+)$/m.exec(output);
  expect(numbers?.slice(1, 3)).toEqual(["299", "1"]);
  expect(Number(numbers?.[3])).toBeLessThan(0.2); // what weight decay keeps it away
  expect(Number(numbers?.[4])).toBeCloseTo(0.5, 2);
});

it("design gives a schedule that survives JSON", () => {
  const output = run("design");
  expect(output).toContain("warm-up ends at 500");
  expect(output).toMatch(/read back, all 8001 rates are the same$/m);
});

it("the demo learns, with every rate, and says how long both engines take", () => {
  const output = run("train-digits", "--steps", "60");
  const rows = [
    ...output.matchAll(/^(warm-up \+ cosine|constant [\d.]+\S* ?.*?) {2,}([\d.]+) +([\d.]+) %$/gm),
  ];
  expect(rows).toHaveLength(4);
  for (const [, name, loss, accuracy] of rows) {
    expect(Number(loss), name).toBeLessThan(Math.log(10)); // what guessing costs
    expect(Number(accuracy), name).toBeGreaterThan(30);
  }
  expect(output).toMatch(/10 million steps of the schedule, float64 +[\d.]+ ms +[\d.]+ ms +[\d.]+$/m);
  expect(output).toMatch(/one AdamW step, 101770 parameters +[\d.]+ ms +[\d.]+ ms +[\d.]+$/m);
}, 120_000);

it("the demo refuses a number of steps that makes no run", () => {
  for (const steps of ["0", "x", "1.5", "-5"])
    expect(() => run("train-digits", `--steps=${steps}`)).toThrow("--steps");
});
