/** Writes docs/features.md. */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { featuresPage } from "./features/page.js";

writeFileSync(
  new URL("../../docs/features.md", import.meta.url),
  featuresPage(fileURLToPath(new URL("../golden", import.meta.url))),
);
