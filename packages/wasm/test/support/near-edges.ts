/** Where an evaluation changes its way within usual times: at ends, from one speed to another, and in long curves. */
import {
  cycles,
  decay,
  type Edge,
  extended,
  line,
  powerOf,
  ramp,
  steady,
  sum,
  time,
  wave,
} from "./edge-trees.js";

export const nearEdges: readonly Edge[] = [
  // Ends, and ranges that touch them.
  [
    "the first and last step of a wave",
    ramp(37, { easing: wave }),
    [
      [0, 30],
      [5, 33],
      [37, 3],
      [-3, 3],
    ],
  ],
  [
    "a wave that touches its extremes",
    ramp(1000, { easing: { kind: "cosine", halfCycles: 20 } }),
    [
      [0, 999],
      [1, 998],
    ],
  ],
  [
    "a wave down to its low point",
    ramp(1000, { from: 1, to: 0.1, easing: { kind: "cosine", halfCycles: 20 } }),
    [[1, 998]],
  ],
  // By its formula the line ends at 0.
  [
    "a line down to a small number",
    { kind: "ramp", start: 2, end: 5, from: 1e17, to: 1 },
    [
      [3, 3],
      [2, 4],
    ],
  ],
  [
    "a range up to the next cycle",
    cycles(10, ramp(1, { easing: wave })),
    [
      [0, 11],
      [10, 10],
      [13, 7],
      [13, 8],
    ],
  ],
  [
    "negative cycles",
    cycles(10, line(0, 1)),
    [
      [-30, 20],
      [-5, 20],
    ],
  ],
  [
    "a range from before a boundary",
    { kind: "join", boundaries: [0], children: [steady(1), steady(2)] },
    [
      [-10, 21],
      [-10, 10],
    ],
  ],
  [
    "a range across a boundary",
    { kind: "join", boundaries: [5], children: [steady(1), steady(2)] },
    [
      [0, 11],
      [5, 5],
    ],
  ],
  [
    "a boundary between steps",
    { kind: "join", boundaries: [10.3], children: [ramp(9), sum(ramp(80, { easing: wave }))], rebase: true },
    [
      [0, 30],
      [20, 40],
      [11, 70],
    ],
  ],
  // The same nodes at other speeds.
  [
    "ramps that start late, in cycles of other lengths",
    cycles(100, ramp(1, { start: 0.25, easing: wave }), 2),
    [
      [30, 9],
      [160, 30],
      [110, 5],
      [40, 50],
    ],
  ],
  [
    "cycles in cycles of other lengths",
    cycles(100, cycles(0.5, ramp(1, { easing: wave })), 2),
    [
      [10, 20],
      [110, 20],
      [30, 3],
      [120, 60],
    ],
  ],
  [
    "curves in cycles of other lengths",
    cycles(20_000, ramp(1, { easing: { kind: "reversePower", exponent: 3 } }), 1.5),
    [
      [5, 40],
      [20_005, 40],
      [700, 9],
    ],
  ],
  [
    "decays in cycles that become shorter",
    cycles(600, decay(1, 1e-3), 0.5),
    [
      [0, 300],
      [600, 150],
      [900, 90],
    ],
  ],
  [
    "decays in cycles between the steps",
    cycles(10.3, decay(1, 0.6)),
    [
      [0, 40],
      [21, 9],
    ],
  ],
  // Long and steep curves.
  ["a steep decay", decay(1000, 1e-300), [[0, 1001]]],
  ["a steep rise", { ...decay(1000, 1e300), ...extended }, [[-20, 1021]]],
  ["the steepest decay with a table", { ...decay(4096.25, 2 ** -512), start: 0.25 }, [[0, 600]]],
  ["the steepest rise with a table", { ...decay(4096.25, 2 ** 512), start: 0.25 }, [[0, 600]]],
  [
    "a slow decay",
    decay(30_000, 0.01),
    [
      [0, 600],
      [20_000, 700],
    ],
  ],
  [
    "a long power",
    ramp(20_000, { easing: { kind: "reversePower", exponent: 2 } }),
    [
      [0, 1200],
      [9000, 600],
    ],
  ],
  ["a cube of negative numbers", powerOf(-20_000.3, 3), [[0, 600]]],
  ["a power next to where it is computed step by step", powerOf(8192 - 256, 5, 0.1), [[0, 1030]]],
  ...[60, 80, 90, 100, 120].map(
    (share) => [`a root over ${share} blocks`, powerOf(256 * share, -0.5), [[0, 600]]] as const,
  ),
  // One of the two ways rounds up within a block.
  ["a power that hardly changes", powerOf(13_359.726 - 256, 2 ** -52), [[0, 512]]],
  ...[1.016, 1.039, 1.046].map(
    (scale) => [`${scale} roots with two terms`, powerOf(2 ** 35 - 256, 0.5, scale), [[0, 20]]] as const,
  ),
  // Times by other scales.
  ["a slower wave", time(0.37, ramp(900, { easing: wave })), [[0, 600]]],
  ...[97, 100, 103, 111, 131].map(
    (k) =>
      [
        `a wave between limits from step ${k} on`,
        {
          kind: "time",
          scale: 0.37,
          minimum: 0.37 * k,
          maximum: 0.37 * (k + 80),
          child: ramp(900, { easing: wave }),
        },
        [
          [k - 3, 9],
          [k + 77, 9],
        ],
      ] as const,
  ),
  ["quanta of negative times", { kind: "time", quantum: 4, child: line(0, 10) }, [[-9, 20]]],
];
