/** The sums in WebAssembly, over an arena in the memory of an instance. */
import { ModuleLoader, reserve } from "@anneal/wasm/internal";
import type * as forecast from "../../module/forecast.js";
import { BLOCK_WORDS, FORECAST_ABI_VERSION } from "./interface.js";
import type { Kernel } from "./kernel.js";

const BYTES = Float64Array.BYTES_PER_ELEMENT;
/** The advice for runs that don't fit. */
const ADVICE = "use a shorter run, or fewer runs at a time";

export const loader = new ModuleLoader<typeof forecast>({
  file: "forecast.wasm",
  // Bundlers recognize this form. The path is the same from src and from dist.
  url: () => new URL("../../module/forecast.wasm", import.meta.url),
  abiVersion: FORECAST_ABI_VERSION,
});

/** @throws SimdUnavailableError, ModuleLoadError or NotInitializedError */
export function createWasmKernel(): Kernel {
  const kernels = loader.createInstance();
  const start = kernels.memory.buffer.byteLength;
  return {
    engine: "wasm",

    take(lengths) {
      // Each array starts at an even word, aligned for vectors.
      const places: number[] = [];
      let end = start;
      for (const length of lengths) {
        places.push(end);
        end += Math.ceil(length / 2) * 2 * BYTES;
      }
      const missing = end - kernels.memory.buffer.byteLength;
      if (missing > 0) reserve(kernels, [missing], ADVICE);
      const { buffer } = kernels.memory;
      return lengths.map((length, i) => new Float64Array(buffer, places[i], length));
    },

    terms({ logC, beta, gamma }, rates, gaps, { offsets, weights }) {
      kernels.terms(
        logC,
        beta,
        gamma,
        rates.byteOffset,
        gaps.byteOffset,
        offsets.byteOffset,
        weights.byteOffset,
        offsets.length,
      );
    },

    annealed({ logC, beta, gamma }, rates, suffixes, factors, out) {
      kernels.annealed(
        logC,
        beta,
        gamma,
        rates.byteOffset,
        suffixes.byteOffset,
        factors.byteOffset,
        out.byteOffset,
        out.length,
      );
    },

    suffixes(rates, after, { prefixes, gaps, floored }) {
      kernels.suffixes(
        rates.byteOffset,
        after.byteOffset,
        prefixes.byteOffset,
        gaps.byteOffset,
        floored.byteOffset,
        prefixes.length,
      );
    },

    compress(beta, length, { prefixes, lows, offsets, weights }, table) {
      kernels.compress(
        beta,
        length,
        prefixes.byteOffset,
        lows.byteOffset,
        offsets.byteOffset,
        weights.byteOffset,
        table.byteOffset,
        table.length / BLOCK_WORDS,
      );
    },

    blockSums(beta, length, { prefixes, lows, offsets, weights }, table, targets, out) {
      kernels.block_sums(
        beta,
        length,
        prefixes.byteOffset,
        lows.byteOffset,
        offsets.byteOffset,
        weights.byteOffset,
        prefixes.length,
        table.byteOffset,
        table.length / BLOCK_WORDS,
        targets.sums.byteOffset,
        targets.lows.byteOffset,
        targets.counts.byteOffset,
        out.byteOffset,
        out.length,
      );
    },
  };
}
