/** Parameters in a `Float16Array`, which browsers have and Node 20 lacks. */
import { SGD } from "@anneal/core";

/** For each kind of memory: the parameters after a step, the name of their class, and what other gradients are refused with. */
export function stepFloat16(): [values: number[], name: string, refusal: string][] {
  const { Float16Array: Class } = globalThis as unknown as {
    readonly Float16Array: new (values: number[]) => Float32Array;
  };
  return (["resident", "caller"] as const).map((memory) => {
    const optimizer = new SGD([new Class([1, 2])] as never, { lr: 0.5, memory });
    optimizer.step({ grads: [new Class([1, -1])] as never });
    const params = optimizer.params[0] as Float32Array;
    try {
      optimizer.step({ grads: [new Uint16Array(2)] as never });
    } catch (error) {
      return [[...params], params.constructor.name, String(error)];
    }
    return [[...params], params.constructor.name, ""];
  });
}
