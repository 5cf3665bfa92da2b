/** The width and the colors of plots in this terminal. */
import { type TerminalLookOptions, wantsColor } from "@anneal/plot";
import type { Streams, Terminal } from "../streams.js";
import { columnsOf } from "./width.js";

/** The width and the colors of a terminal. */
export function terminalLook(
  { isTTY, columns }: Terminal,
  env: Streams["env"],
): Required<Pick<TerminalLookOptions, "width" | "color">> {
  return { width: columnsOf(columns === undefined ? {} : { columns }), color: wantsColor(env, isTTY) };
}
