/** A TypeScript module that holds the schedule itself. */
import type { Schedule } from "@anneal/core";
import { asciiOnly, type ExportComment, exportComment } from "../../reading/export-comment.js";
import type { ExportedFile } from "../result.js";

export function typescriptFile(
  schedule: Schedule,
  comment: ExportComment,
  remarks: readonly string[],
): ExportedFile {
  const lines = [...remarks.map(asciiOnly), exportComment(comment)].map((line) => `// ${line}\n`).join("");
  const document = JSON.stringify(schedule.toJSON(), null, 2).split("\n").map(asciiOnly).join("\n");
  const text = `${lines}import { fromJSON, type Schedule } from "@anneal/core";

/** The learning rate of each update, counted from 0. */
export const schedule: Schedule = fromJSON(${document});
`;
  return { name: "schedule.ts", format: "typescript", text };
}
