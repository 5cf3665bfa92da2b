/** A table that gets a column while other processes append rows. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { AppendFile } from "../src/node/append-file.js";
import { MOVED, widenTable } from "../src/node/widen-table.js";

const folder = mkdtempSync(join(tmpdir(), "anneal-widen-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("rows before the mark are copied, rows after it are left to their processes", () => {
  const path = join(folder, "table.csv");
  writeFileSync(path, "step,loss\n1,0.5\n");
  const file = new (class extends AppendFile {
    override append(piece: string | Uint8Array): void {
      if (piece === MOVED) super.append("2,0.4\n");
      super.append(piece);
      if (piece === MOVED) super.append("3,0.3\n");
    }
  })(path);
  widenTable(file, ["step", "loss", "accuracy"]);
  expect(readFileSync(path, "utf8")).toBe("step,loss,accuracy\n1,0.5,\n2,0.4,\n");
  expect(file.readFrom(0).toString().endsWith(`${MOVED}3,0.3\n`)).toBe(true);
  file.close();
});
