/** The bar of work that lasts. */
import { Writable } from "node:stream";
import { expect, it } from "vitest";
import { Progress } from "../src/output/progress.js";

function terminal(isTTY: boolean) {
  const written: string[] = [];
  const stream = new Writable({
    write(part, _encoding, done) {
      written.push(String(part));
      done();
    },
  });
  return { written, stderr: Object.assign(stream, { isTTY }) };
}

it("is drawn after a while, not too often, and removed at the end", () => {
  const { written, stderr } = terminal(true);
  let time = 0;
  const progress = new Progress(stderr, "sampling", () => time);
  progress.report(0.1);
  expect(written).toEqual([]);
  time = 600;
  progress.report(0.5);
  progress.report(0.6);
  expect(written).toEqual(["\r\u001b[K[############------------]  50 % sampling"]);
  time = 800;
  progress.report(2);
  expect(written[1]).toContain("[########################] 100 %");
  progress.end();
  expect(written.slice(2)).toEqual(["\r\u001b[K"]);
});

it("is not shown if standard error is not a terminal or the work is short", () => {
  for (const isTTY of [true, false]) {
    const { written, stderr } = terminal(isTTY);
    let time = 0;
    const progress = new Progress(stderr, "timing", () => time);
    time = isTTY ? 100 : 10_000;
    progress.report(0.5);
    progress.end();
    expect(written).toEqual([]);
  }
});
