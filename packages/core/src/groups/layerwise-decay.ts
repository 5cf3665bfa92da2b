/** Smaller rates for layers that are further from the output. */
import { readOptions } from "../constructors/options.js";
import { InvalidArgumentError } from "../errors.js";
import { power } from "../math/power.js";

export interface LayerwiseDecayOptions {
  /** The number of layers (blocks) between the embeddings and the head, from 1 to 100,000. */
  readonly layers: number;
  /** The factor from one layer to the next, above 0: 0.65 to 0.75 for fine-tuning a vision transformer. */
  readonly decay: number;
  /**
   * The exponents of the factors. `"BEiT"`, also used by MAE: the head 1, the last layer `decay`, the embeddings
   * `decay^(layers + 1)`. `"ELECTRA"`: the head 1 as well, but the layers and the embeddings one power lower, because
   * its program counts the task's layer from `layers + 2`. Default: `"BEiT"`.
   */
  readonly convention?: "BEiT" | "ELECTRA";
}

/** No model has more layers; a parameter count passed by mistake would exhaust the memory. */
const MOST_LAYERS = 100_000;

/**
 * `decay ^ (layers + 1 - i)` for `i` = 0 (embeddings), 1 to `layers` (blocks) and `layers + 1` (head)
 *
 * The factors of the rate for fine-tuning, from the input to the output: `layers + 2` of them.
 *
 * @throws InvalidArgumentError for a count that is not whole or too large, or a decay that is not above 0.
 * @see Clark et al., ELECTRA, 2020; Bao et al., BEiT, 2021; He et al., Masked Autoencoders, 2021.
 */
export function layerwiseDecay(options: LayerwiseDecayOptions): Float64Array {
  const given = readOptions("layerwiseDecay", options, ["layers", "decay", "convention"]);
  const layers = given.whole("layers", 1);
  if (layers > MOST_LAYERS) throw new InvalidArgumentError("layers", layers, `at most ${MOST_LAYERS}`);
  const decay = given.positive("decay");
  const lower = given.choice("convention", ["BEiT", "ELECTRA"], "BEiT") === "BEiT" ? 0 : 1;
  return Float64Array.from({ length: layers + 2 }, (_, i) =>
    i > layers ? 1 : power(decay, layers + 1 - i + lower),
  );
}
