/** A system that does not replace a file that is open, as Windows does where another program has it open. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileBusyError } from "@anneal/monitor";
import { csvSink } from "@anneal/monitor/node";
import { afterAll, expect, it, vi } from "vitest";

vi.mock("node:fs", async (importOriginal) => ({
  ...(await importOriginal<typeof import("node:fs")>()),
  renameSync() {
    throw Object.assign(new Error("EPERM: operation not permitted, rename"), { code: "EPERM" });
  },
}));

const folder = mkdtempSync(join(tmpdir(), "anneal-refused-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("throws a typed error, and the table is unchanged", () => {
  const path = join(folder, "run.csv");
  const sink = csvSink(path);
  sink.log({ step: 0, loss: 1 });
  let problem: unknown;
  try {
    sink.log({ step: 1, accuracy: 2 });
  } catch (error) {
    problem = error;
  }
  expect(problem).toBeInstanceOf(FileBusyError);
  expect(problem).toMatchObject({ path, cause: { code: "EPERM" } });
  sink.log({ step: 1, loss: 2 });
  sink.close?.();
  const rows = readFileSync(path, "utf8").split("\n");
  expect(rows.filter((row) => row !== "")).toEqual(["step,loss", "0,1", "1,2"]);
  expect(readdirSync(folder)).toEqual(["run.csv"]);
});
