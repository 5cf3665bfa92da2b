/** Limits how deeply the lists and objects of an argument are nested. */
import { isRevoked } from "./arrays.js";
import { InvalidArgumentError } from "./errors.js";

const DEEPEST = 256;

/**
 * Rejects values that contain themselves, or are nested so deeply that a recursive walk would overflow the stack.
 * @throws InvalidArgumentError
 */
export function refuseDeepNesting(argument: string, value: unknown): void {
  // Depth of each visited object; Infinity while it is being visited, so meeting it again means a cycle.
  const heights = new Map<object, number>();

  const heightOf = (held: unknown, above: number): number => {
    if (typeof held !== "object" || held === null || ArrayBuffer.isView(held)) return 0;
    if (isRevoked(held)) throw new InvalidArgumentError(argument, held, "one that can be read");
    const known = heights.get(held);
    if (above + (known ?? 1) > DEEPEST) {
      const expected = `nested at most ${DEEPEST} levels deep, without cycles`;
      throw new InvalidArgumentError(argument, value, expected);
    }
    if (known !== undefined) return known;
    heights.set(held, Number.POSITIVE_INFINITY);
    let highest = 0;
    for (const inner of Object.values(held)) highest = Math.max(highest, heightOf(inner, above + 1));
    heights.set(held, highest + 1);
    return highest + 1;
  };
  heightOf(value, 0);
}
