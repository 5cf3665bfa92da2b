/** How pictures look in this terminal. */
import { type TerminalLookOptions, wantsColor } from "@anneal/plot";
import type { Surroundings } from "../surroundings.js";

/** As wide as a terminal that doesn't say how wide it is, and as narrow and as wide as a picture can be. */
const USUAL_COLUMNS = 80;
const LEAST_COLUMNS = 32;
const MOST_COLUMNS = 1000;

/** The width and the colors for standard output. */
export function terminalLook({
  stdout,
  env,
}: Surroundings): Required<Pick<TerminalLookOptions, "width" | "color">> {
  const width = Math.min(MOST_COLUMNS, Math.max(LEAST_COLUMNS, stdout.columns || USUAL_COLUMNS));
  return { width, color: wantsColor(env, stdout.isTTY) };
}
