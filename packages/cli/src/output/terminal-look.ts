/** How pictures look in this terminal. */
import { type TerminalLookOptions, wantsColor } from "@anneal/plot";
import type { Streams, Terminal } from "../streams.js";

/** As wide as a terminal that doesn't say how wide it is, and as narrow and as wide as a picture can be. */
const USUAL_COLUMNS = 80;
const LEAST_COLUMNS = 32;
const MOST_COLUMNS = 1000;

/** The width and the colors of a terminal. */
export function terminalLook(
  { isTTY, columns }: Terminal,
  env: Streams["env"],
): Required<Pick<TerminalLookOptions, "width" | "color">> {
  const width = Math.min(MOST_COLUMNS, Math.max(LEAST_COLUMNS, columns || USUAL_COLUMNS));
  return { width, color: wantsColor(env, isTTY) };
}
