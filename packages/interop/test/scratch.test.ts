import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fromJSON } from "@anneal/core";
import { importSchedule } from "@anneal/interop/engines";
import { it } from "vitest";

it("real", async () => {
  const out: string[] = [];
  const only = process.env.ENG?.split(",");
  for (const engine of readdirSync("/tmp/engconf")) {
    if (only && !only.includes(engine)) continue;
    let ok = 0,
      rec = 0;
    const lines: string[] = [];
    const files = readdirSync(`/tmp/engconf/${engine}`);
    for (const file of files) {
      const text = readFileSync(`/tmp/engconf/${engine}/${file}`, "utf8");
      const t = performance.now();
      try {
        const r = await importSchedule(text, { engine, total: 1000, file });
        ok++;
        const lr = fromJSON(r.schedules[0]?.schedule);
        lines.push(
          `ok   ${file.slice(-90)} | ${[0, 1, 2, 100, 500, 999].map((s) => lr(s).toPrecision(4)).join(" ")} | A: ${r.assumed.join("; ")} | N: ${r.notes.join("; ")} | F: ${r.findings.map((f) => f.code).join(",")}`,
        );
      } catch (e) {
        const err = e as Error;
        lines.push(`FAIL ${file.slice(-90)} | ${err.name}: ${err.message.slice(0, 300)}`);
      }
      try {
        const r = await importSchedule(text, { total: 1000, file, set: {} });
        if (r.engine === engine) rec++;
        else lines.push(`REC  ${file.slice(-90)} -> ${r.engine}`);
      } catch (e) {
        const m = (e as Error).message;
        if (/engine/.test(m)) lines.push(`REC  ${file.slice(-90)} -> ${m.slice(0, 160)}`);
        else rec++;
      }
      if (performance.now() - t > 1000) lines.push(`SLOW ${file} ${performance.now() - t}`);
    }
    out.push(`##### ${engine}: ${ok}/${files.length} imported, ${rec} recognized`, ...lines);
  }
  writeFileSync(process.env.OUT ?? "/tmp/engines-real.txt", out.join("\n"));
}, 600000);
