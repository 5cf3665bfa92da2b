/** The part of an SVG picture in which the curves are. */
import { InvalidArgumentError } from "@anneal/core";

/** The smallest area that curves are drawn in. */
const LEAST_WIDTH = 80;
const LEAST_HEIGHT = 48;

/** Borders in pixels; `y` grows downwards. */
export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The horizontal place of a share of the range of steps. */
export function across({ left, right }: Pick<Area, "left" | "right">, share: number): number {
  return left + share * (right - left);
}

/** The vertical place of a share of the axis of values. */
export function up({ top, bottom }: Pick<Area, "top" | "bottom">, share: number): number {
  return bottom - share * (bottom - top);
}

/** @throws InvalidArgumentError for a picture whose labels leave no room for the curves. */
export function checkArea({ left, right, top, bottom }: Area, width: number, height: number): void {
  checkSize("width", width, LEAST_WIDTH - (right - left));
  checkSize("height", height, LEAST_HEIGHT - (bottom - top));
}

function checkSize(argument: string, size: number, missing: number): void {
  if (missing <= 0) return;
  const expected = `at least ${size + Math.ceil(missing)}, to leave room for the curves`;
  throw new InvalidArgumentError(argument, size, expected);
}
