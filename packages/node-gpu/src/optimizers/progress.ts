/** Which update the device is at: known where it makes every update, and asked where it may leave some out. */
import type { Gpu } from "../device/gpu.js";
import { readBack } from "../dispatch/buffers.js";
import { Counts } from "./counts.js";
import { type GpuReport, reportOf } from "./report.js";
import { AHEAD } from "./rows.js";
import { HEADER_LENGTH, RING } from "./shaders.js";

/** Updates of one submission: with those that the device may be behind they have to fit into the ring. */
export const MOST_STEPS = RING / 4;

export class Progress {
  readonly counts = new Counts();
  readonly #gpu: Gpu;
  readonly #state: GPUBuffer;
  readonly #looks: boolean;
  /** Whether the device is asked without anybody waiting for the answer. */
  #isAsking = false;

  /** @param looks Whether the device looks at the gradients. */
  constructor(gpu: Gpu, state: GPUBuffer, looks: boolean) {
    this.#gpu = gpu;
    this.#state = state;
    this.#looks = looks;
  }

  /** Whether the ring has room for a submission, wherever in it the device may be. */
  get hasRows(): boolean {
    const { asked, settled } = this.counts;
    return asked - settled + MOST_STEPS + AHEAD <= RING;
  }

  /** Asks after many updates whose outcome is not known, while steps go on, so that none has to wait for it. */
  poll(): void {
    const { asked, settled } = this.counts;
    if (this.#isAsking || asked - settled <= MOST_STEPS) return;
    this.#isAsking = true;
    const answered = () => {
      this.#isAsking = false;
    };
    // Where it fails, so do the promises that wait for it.
    this.ask().then(answered, answered);
  }

  async ask(): Promise<GpuReport> {
    const answer = this.counts.ask();
    const header = new Uint32Array((await readBack(this.#gpu, this.#state, 0, HEADER_LENGTH)).buffer);
    const report = reportOf(header, this.#looks);
    answer(report.stepCount);
    return report;
  }
}
