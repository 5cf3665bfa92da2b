/** A TypeScript module that holds the schedule itself. */
import type { Schedule } from "@anneal/core";
import { type ExportComment, escaped, exportComment } from "../../reading/export-comment.js";
import type { ExportedFile } from "../result.js";

export function typescriptFile(
  schedule: Schedule,
  comment: ExportComment,
  remarks: readonly string[],
): ExportedFile {
  const lines = [...remarks.map(escaped), exportComment(comment)].map((line) => `// ${line}\n`).join("");
  const document = JSON.stringify(schedule.toJSON(), null, 2).split("\n").map(escaped).join("\n");
  const text = `${lines}import { fromJSON, type Schedule } from "@anneal/core";

/** The learning rate of each update, counted from 0. */
export const schedule: Schedule = fromJSON(${document});
`;
  return { name: "schedule.ts", format: "typescript", text };
}
