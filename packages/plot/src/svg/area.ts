/** The area of an SVG plot that contains the curves. */
import { InvalidArgumentError } from "@anneal/core";

/** The smallest area for curves. */
const LEAST_WIDTH = 80;
const LEAST_HEIGHT = 48;

/** Borders in pixels; `y` grows downward. */
export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The horizontal position of a share of the step range. */
export function across({ left, right }: Pick<Area, "left" | "right">, share: number): number {
  return left + share * (right - left);
}

/** The vertical position of a share of the value axis. */
export function up({ top, bottom }: Pick<Area, "top" | "bottom">, share: number): number {
  return bottom - share * (bottom - top);
}

/** @throws InvalidArgumentError for a plot whose labels leave no room for the curves. */
export function checkArea({ left, right, top, bottom }: Area, width: number, height: number): void {
  checkSize("width", width, LEAST_WIDTH - (right - left));
  checkSize("height", height, LEAST_HEIGHT - (bottom - top));
}

function checkSize(argument: string, size: number, missing: number): void {
  if (missing <= 0) return;
  const expected = `at least ${size + Math.ceil(missing)}, to leave room for the curves`;
  throw new InvalidArgumentError(argument, size, expected);
}
