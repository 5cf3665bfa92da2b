/** Terminal colors, and the decision whether to use them. */
import { InvalidArgumentError } from "@anneal/core";
import { isRecord } from "@anneal/core/arguments";

/** Colors text; without color, returns it unchanged. */
export interface Paint {
  curve(text: string, color: number): string;
  title(text: string): string;
}

/** `text` in bold in one of the 256 colors, then reset. */
const COLORED: Paint = {
  curve: (text, color) => `\u001b[38;5;${color}m${text}\u001b[39m`,
  title: (text) => `\u001b[1m${text}\u001b[22m`,
};

const PLAIN: Paint = { curve: (text) => text, title: (text) => text };

export function paintFor(color: boolean): Paint {
  return color ? COLORED : PLAIN;
}

/**
 * Whether output should be colored, by the usual conventions: `plotTerminal(lr, { color: wantsColor(process.env,
 * process.stdout.isTTY) })`.
 *
 * `FORCE_COLOR` comes first (`0` and `false` mean no, any other non-empty value means yes), then `NO_COLOR` (non-empty
 * means no), then `TERM=dumb` (no). Otherwise output is colored on a terminal and not in a file or a pipe.
 *
 * @param environment The environment variables.
 * @param isTTY Whether the output is a terminal.
 * @see https://force-color.org and https://no-color.org
 */
export function wantsColor(
  environment: Readonly<Record<string, string | undefined>>,
  isTTY: boolean | undefined,
): boolean {
  if (!isRecord(environment)) {
    throw new InvalidArgumentError("environment", environment, "an object such as process.env");
  }
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: terminal } = environment;
  if (force) return force !== "0" && force !== "false";
  return !no && terminal !== "dumb" && isTTY === true;
}
