/** The machine's name for reports. */
import { arch, availableParallelism, cpus, platform } from "node:os";

export interface Machine {
  readonly node: string;
  readonly v8: string;
  readonly platform: string;
  readonly processor: string;
  readonly cores: number;
}

export function readMachine(): Machine {
  const { node, v8 = "" } = process.versions;
  return {
    node,
    v8,
    platform: `${platform()} ${arch()}`,
    processor: cpus()[0]?.model.trim() || "unknown",
    cores: availableParallelism(),
  };
}
