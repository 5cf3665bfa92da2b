/** Writes the pictures of the documentation. */
import { mkdirSync, writeFileSync } from "node:fs";
import { pictures } from "./pictures.js";

const folder = new URL("../../docs/pictures/", import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [file, content] of Object.entries(pictures)) writeFileSync(new URL(file, folder), content);
