/** The current update of the device. It is known if the device makes every update, and queried if it may skip some. */
import type { Gpu } from "../device/gpu.js";
import { readBack } from "../dispatch/buffers.js";
import { Counts } from "./counts.js";
import { type GpuReport, reportOf } from "./report.js";
import { AHEAD } from "./rows.js";
import { HEADER_LENGTH, RING } from "./shaders.js";

/** Updates per submission. Together with the updates that the device may be behind, they must fit into the ring. */
export const MOST_STEPS = RING / 4;

export class Progress {
  readonly counts = new Counts();
  readonly #gpu: Gpu;
  readonly #state: GPUBuffer;
  readonly #looks: boolean;
  /** Whether a query in the background is pending. */
  #isAsking = false;

  /** @param looks Whether the device inspects the gradients. */
  constructor(gpu: Gpu, state: GPUBuffer, looks: boolean) {
    this.#gpu = gpu;
    this.#state = state;
    this.#looks = looks;
  }

  /** Whether the ring has room for a submission, wherever the device is. */
  get hasRows(): boolean {
    const { asked, settled } = this.counts;
    return asked - settled + MOST_STEPS + AHEAD <= RING;
  }

  /** Queries the device in the background after many updates with an unknown outcome, so that no step has to wait. */
  poll(): void {
    const { asked, settled } = this.counts;
    if (this.#isAsking || asked - settled <= MOST_STEPS) return;
    this.#isAsking = true;
    const answered = () => {
      this.#isAsking = false;
    };
    // If it fails, so do the promises that wait for it.
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
