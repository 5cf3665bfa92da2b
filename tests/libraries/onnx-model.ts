/** A graph of ONNX with a gradient, written as bytes, because no library in this repository writes ONNX. */

/** How many points there are, and how many weights. */
export const [POINTS, WEIGHTS] = [8, 4];

const FLOAT = 1;

/**
 * A linear model whose outputs are the sum of squared errors and its gradient:
 * `loss = sum((x w - y)^2)` and `gradient = 2 x^T (x w - y)`.
 */
export function linearModel(): Uint8Array<ArrayBuffer> {
  const graph = [
    node("MatMul", ["x", "weights"], "predicted"),
    node("Sub", ["predicted", "y"], "error"),
    node("Mul", ["error", "error"], "squares"),
    node("ReduceSum", ["squares"], "loss", [attribute("keepdims", 0)]),
    node("Transpose", ["x"], "transposed"),
    node("MatMul", ["transposed", "error"], "half"),
    node("Add", ["half", "half"], "gradient"),
  ].map((each) => message(1, each));
  const inputs = [value("x", [POINTS, WEIGHTS]), value("y", [POINTS, 1]), value("weights", [WEIGHTS, 1])];
  const outputs = [value("loss", []), value("gradient", [WEIGHTS, 1])];
  const parts = [
    ...graph,
    text(2, "linear"),
    ...inputs.map((each) => message(11, each)),
    ...outputs.map((each) => message(12, each)),
  ];
  // Version 7 of the format, and of the operators 11.
  return Uint8Array.from([...number(1, 7), ...message(8, number(2, 11)), ...message(7, parts.flat())]);
}

function node(
  type: string,
  inputs: readonly string[],
  output: string,
  attributes: number[][] = [],
): number[] {
  return [
    ...inputs.flatMap((input) => text(1, input)),
    ...text(2, output),
    ...text(4, type),
    ...attributes.flatMap((each) => message(5, each)),
  ];
}

function attribute(name: string, value: number): number[] {
  const INT = 2;
  return [...text(1, name), ...number(3, value), ...number(20, INT)];
}

function value(name: string, shape: readonly number[]): number[] {
  const dimensions = shape.flatMap((size) => message(1, number(1, size)));
  const tensor = [...number(1, FLOAT), ...message(2, dimensions)];
  return [...text(1, name), ...message(2, message(1, tensor))];
}

// Protocol Buffers: a field is its number and kind, then a number, or a length and bytes.

function number(field: number, given: number): number[] {
  return [...varint(field << 3), ...varint(given)];
}

function text(field: number, ascii: string): number[] {
  return message(field, [...new TextEncoder().encode(ascii)]);
}

function message(field: number, bytes: readonly number[]): number[] {
  return [...varint((field << 3) | 2), ...varint(bytes.length), ...bytes];
}

function varint(given: number): number[] {
  return given < 128 ? [given] : [(given & 127) | 128, ...varint(given >>> 7)];
}
