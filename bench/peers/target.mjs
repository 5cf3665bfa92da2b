/** The folder for downloads, which git ignores. */
import { fileURLToPath } from "node:url";

export const target = fileURLToPath(new URL("../../target/peers", import.meta.url));
