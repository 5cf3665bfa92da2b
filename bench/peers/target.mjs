/** Where downloads go: outside of what is committed. */
import { fileURLToPath } from "node:url";

export const target = fileURLToPath(new URL("../../target/peers", import.meta.url));
