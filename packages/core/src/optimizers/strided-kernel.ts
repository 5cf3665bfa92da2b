/** A kernel over every nth element of a tensor. */
import { type Arena, BlockwiseKernel, type Kernel } from "./engine.js";
import type { StridedLayout } from "./strided-layout.js";

/** Copies the elements to where its kernel reads them. Nothing is written back: only slots change. */
export class StridedKernel extends BlockwiseKernel {
  readonly #kernel: Kernel;
  readonly #arena: Arena;
  readonly #layout: StridedLayout;
  readonly #chosen: readonly [p: Float32Array, g: Float32Array];
  #p: Float32Array;
  #g: Float32Array;

  /**
   * @param kernel A kernel over the chosen elements.
   * @param p Where the parameters are, in bytes, until `point` is called.
   * @param g Where the gradients are.
   */
  constructor(kernel: Kernel, arena: Arena, layout: StridedLayout, p: number, g: number) {
    super();
    this.#kernel = kernel;
    this.#arena = arena;
    this.#layout = layout;
    this.#chosen = [this.#floats(layout.p), this.#floats(layout.g)];
    this.#p = this.#floats(p);
    this.#g = this.#floats(g);
  }

  point(p: number, g: number): void {
    this.#p = this.#floats(p);
    this.#g = this.#floats(g);
  }

  /** The elements are of one tensor, in which `workFirst` is the place of the first. */
  run(first: number, slotFirst: number, workFirst: number, count: number): void {
    const { stride, starts } = this.#layout;
    const [p, g] = this.#chosen;
    const before = Math.ceil(workFirst / stride);
    const skipped = before * stride - workFirst;
    const chosen = Math.max(0, Math.ceil((count - skipped) / stride));
    for (let k = 0, i = first + skipped; k < chosen; k++, i += stride) {
      p[k] = this.#p[i] as number;
      g[k] = this.#g[i] as number;
    }
    this.#kernel.run(0, (starts.get(slotFirst - workFirst) as number) + before, 0, chosen);
  }

  #floats(place: number): Float32Array {
    return new Float32Array(this.#arena.buffer, this.#arena.byteOffset + place);
  }
}
