/** How much work allocates on the JavaScript heap, whether or not it is collected at once. */
import { Session } from "node:inspector/promises";

interface SampledNode {
  readonly selfSize: number;
  readonly children: readonly SampledNode[];
}

/** Bytes between two samples on average: a few thousand samples for a megabyte, which is exact to a few percent. */
const INTERVAL = 512;

/** The bytes that `work` allocates, as V8's sampling heap profiler estimates them. */
export async function bytesAllocated(work: () => void): Promise<number> {
  const session = new Session();
  session.connect();
  try {
    await session.post("HeapProfiler.startSampling", {
      samplingInterval: INTERVAL,
      includeObjectsCollectedByMajorGC: true,
      includeObjectsCollectedByMinorGC: true,
    } as never);
    work();
    const { profile } = await session.post("HeapProfiler.stopSampling");
    return sizeOf(profile.head);
  } finally {
    session.disconnect();
  }
}

function sizeOf({ selfSize, children }: SampledNode): number {
  return children.reduce((sum, child) => sum + sizeOf(child), selfSize);
}
