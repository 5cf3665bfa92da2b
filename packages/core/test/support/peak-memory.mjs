import { readFileSync } from "node:fs";

/**
 * The most resident memory that this process has had, in bytes. `maxRSS` begins with that of the process that started
 * this one, so Linux is asked for its own.
 */
export function peakMemory() {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS * 1024;
  const kilobytes = /^VmHWM:\s+(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  return Number(kilobytes) * 1024;
}
