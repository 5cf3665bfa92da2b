/** Decays that begin at step 0. */
import { cosine } from "../../constructors/cosine.js";
import { linear } from "../../constructors/linear.js";
import { linearCosine } from "../../constructors/linear-cosine.js";
import { polynomial } from "../../constructors/polynomial.js";
import { rex } from "../../constructors/rex.js";
import { tanh } from "../../constructors/tanh.js";
import { combined, type Family, make, type Options, positive, STEEPEST } from "../family.js";
import { continued, decayed, halfCosine, line, rational, type Progress, wave } from "../shapes.js";
import { type DecayShape, POWER, POWER_AND_TIME, TANH, TIME_EXPONENT } from "./decay-shapes.js";

interface Curve {
  readonly name: string;
  readonly build: Family["build"];
  readonly progress: Progress;
  readonly fixed?: Options;
  readonly isContinued?: boolean;
}

const HALF_CYCLES: Shaped["starts"] = ({ ends, halfWave }) => [
  [0.5],
  [0.9],
  [1.5],
  [(ends[0] as number) / halfWave],
];

function plain({ name, build, progress, fixed = {}, isContinued = false }: Curve, peak = "peak"): Family {
  return {
    name,
    counts: ["totalSteps"],
    rates: { peak, end: "end" },
    fixed,
    ...(isContinued ? { swings: "maybe" } : {}),
    starts: ({ ends, valleys }) => [...ends, ...valleys].map((end) => [end]),
    isValid: positive,
    at: (step, [end = 1]) => (isContinued ? continued : decayed)(progress, step, 0, end),
    build,
  };
}

interface Shaped extends DecayShape {
  readonly name: string;
  readonly build: Family["build"];
  readonly starts: Family["starts"];
}

function shaped({ name, build, own, starts, isValid, progress }: Shaped): Family {
  return {
    name,
    counts: ["totalSteps"],
    shapes: own,
    rates: { peak: "peak", end: "end" },
    fixed: {},
    ...(own.includes("halfCycles") ? { swings: "maybe" } : {}),
    starts: (landmarks) =>
      combined(
        landmarks.ends.map((end) => [end]),
        starts(landmarks),
      ),
    isValid: ([end = 0, ...rest]) => end >= 1 && isValid(rest),
    at: (step, [end = 1, ...rest]) => decayed(progress(...rest), step, 0, end),
    build,
  };
}

const above0 = ([value = 0]: readonly number[]) => value > 0 && value <= STEEPEST;

/** The same curve, rising: the constructor's `peak` is then the lower end. */
function rising(family: Family): Family {
  const { peak, end } = family.rates;
  return {
    ...family,
    rates: { ...(end === undefined ? {} : { peak: end }), ...(peak === undefined ? {} : { from: peak }) },
    at: (step, numbers) => {
      const [lower, , upper] = family.at(step, numbers);
      return [upper, lower, 0];
    },
  };
}

const LINEAR = plain({ name: "linear", progress: line, build: make(linear) }, "start");
const COSINE = plain({ name: "cosine", progress: halfCosine, build: make(cosine) });
const POLYNOMIAL = shaped({
  name: "polynomial",
  build: make(polynomial),
  ...POWER,
  starts: () => [[0.3], [0.5], [1.5], [2], [4]],
});

export const simple: readonly (readonly Family[])[] = [
  [LINEAR],
  [COSINE],
  [POLYNOMIAL],
  [
    plain(
      {
        name: "linear",
        progress: line,
        build: make(linear),
        fixed: { afterEnd: "continue" },
        isContinued: true,
      },
      "start",
    ),
  ],
  [
    plain({
      name: "cosine",
      progress: halfCosine,
      build: make(cosine),
      fixed: { afterEnd: "continue" },
      isContinued: true,
    }),
  ],
];

export const unusual: readonly (readonly Family[])[] = [
  [rising(LINEAR)],
  [rising(COSINE)],
  [rising(POLYNOMIAL)],
  [
    shaped({
      name: "cosine",
      build: make(cosine),
      own: ["halfCycles"],
      starts: HALF_CYCLES,
      isValid: above0,
      progress: (halfCycles = 1) => wave(halfCycles),
    }),
  ],
  [
    shaped({
      name: "cosine",
      build: make(cosine),
      own: ["exponent"],
      starts: () => [[0.5], [2], [4]],
      isValid: above0,
      progress: (exponent = 1) => wave(1, exponent),
    }),
  ],
  [
    shaped({
      name: "cosine",
      build: make(cosine),
      ...TIME_EXPONENT,
      starts: () => [[0.5], [1.5], [3]],
    }),
  ],
  [
    shaped({
      name: "polynomial",
      build: make(polynomial),
      ...POWER_AND_TIME,
      starts: () => [
        [0.5, 1.5],
        [2, 1.5],
        [2, 0.5],
      ],
    }),
  ],
  [
    shaped({
      name: "rex",
      build: make(rex),
      own: ["curvature"],
      starts: () => [[-0.5], [0.5], [1], [5]],
      isValid: ([curvature = 0]) => curvature > -1,
      progress: (curvature = 1) => rational(curvature),
    }),
  ],
  [
    shaped({
      name: "tanh",
      build: make(tanh),
      ...TANH,
      starts: () => [
        [-6, 3],
        [-4, 4],
        [-3, 2],
      ],
    }),
  ],
  [
    {
      ...plain({ name: "linearCosine", progress: line, build: make(linearCosine) }),
      at: (step, [end = 1]) => {
        const u = Math.min(1, step / end);
        const share = (1 - u) * (1 - halfCosine(u));
        return [share, 0, 1 - share];
      },
    },
  ],
];
