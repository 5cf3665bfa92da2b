/** Where an evaluation changes its way because steps or times can't be counted, or cycles are hard to find. */
import type { ScheduleDraft } from "@anneal/core";
import { cycles, type Edge, extended, line, powerOf, ramp, sum, time, wave } from "./edge-trees.js";

const far = 2 ** 53;
export const farEdges: readonly Edge[] = [
  // The smallest spacing of a grid, and the next smaller one.
  ...[-1022, -1024].map(
    (e) =>
      [`a time of 2^${e} a step`, time(2 ** e, ramp(2 ** (e + 10), { easing: wave })), [[0, 300]]] as const,
  ),
  ...[-1022, -1024].map(
    (e) =>
      [
        `a quantum of 2^${e}`,
        { kind: "time", scale: 2 ** e, quantum: 2 ** e, child: ramp(2 ** (e + 10), { easing: wave }) },
        [[0, 300]],
      ] as const,
  ),
  ["cycles that are too long for a grid", cycles(1.5 * 2 ** 1022, line(0, 1)), [[3, 60]]],
  // Steps that can't be counted.
  [
    "a line up to 2^53",
    line(1, 2 ** 54 + 1),
    [
      [far - 4, 12],
      [far - 12, 12],
    ],
  ],
  [
    "a line from -2^53",
    line(1 - far, 2 ** 54),
    [
      [2 ** 52, 30],
      [2 ** 52 + 1, 30],
    ],
  ],
  [
    "a join that counts from -2^53",
    { kind: "join", boundaries: [1 - far], children: [line(0, 1), sum(line(0, 2 ** 55))], rebase: true },
    [
      [2 ** 52, 30],
      [2 ** 52 + 1, 30],
    ],
  ],
  ["cycle number 2^53", cycles(0.5, ramp(1, { start: -301.7, easing: wave })), [[2 ** 52 - 2, 5]]],
  // Times that can't be computed, or only on another way.
  [
    "a ramp from a time that is too far to count from",
    time(1e308, line(-1.5e308, -1e308)),
    [
      [0, 1],
      [1, 1],
      [0, 2],
    ],
  ],
  ["a ramp from a time to which the distance is too far", time(0.7e308, line(-1.3e308, -1e308)), [[0, 3]]],
  [
    "a held ramp from a time that is too far to count from",
    time(1e308, { ...line(-1.5e308, -1e308), before: "hold" }),
    [[0, 2]],
  ],
  [
    "a ramp longer than its distance can be",
    time(1e300, ramp(0.5e308, { start: -1e308 }), -1e8),
    [[-1.5e8, 9]],
  ],
  [
    "a power far before its start",
    time(1e300, ramp(1e300, { ...extended, easing: { kind: "power", exponent: 0.3 } }), -1.5e8),
    [
      [-1e8, 60],
      [-3e8, 20],
    ],
  ],
  ["cycles far before the first", time(1e300, cycles(1, powerOf(0, 0.3, 1, -1)), -1e8), [[-1.5e8, 60]]],
  [
    "a long cycle that grows",
    cycles(1e308, ramp(1), 2),
    [
      [0.25e308, 1],
      [1.5e308, 1],
    ],
  ],
  [
    "the second of two long cycles",
    cycles(1e308, ramp(1)),
    [
      [0.25e308, 1],
      [1.5e308, 1],
    ],
  ],
  // Cycles that are hard to find.
  ...[1 - 1.0547118733938987e-13, 1 - 2 ** -52, 1 + 2 ** -52, 1 + 1e-13].map(
    (multiplier) =>
      [
        `cycles by a factor of ${multiplier}`,
        { ...cycles(45, line(0, 1), multiplier), decay: 1 - 1e-15 } as ScheduleDraft,
        [0.1, 0.5, 0.9, 0.999, 1.5].map(
          (share) => [Math.round((share * 45) / Math.abs(1 - multiplier)), 6] as const,
        ),
      ] as const,
  ),
  ...[1.0547118733938987e-13, 1.2156942119645464e-13, 2 ** -53].map(
    (shrinking) =>
      [
        `cycles that become shorter by ${shrinking}, close to their end`,
        { ...cycles(45, line(0, 1), 1 - shrinking), decay: 1 - 1e-15 } as ScheduleDraft,
        [1e-9, 1e-12, 1e-13].map(
          (share) => [Math.floor(Math.min((45 / shrinking) * (1 - share), far)), 8] as const,
        ),
      ] as const,
  ),
  ...[2 ** -53, 2 ** -52].map(
    (shrinking) =>
      [
        `short cycles that become shorter by ${shrinking}`,
        cycles(1, line(0, 1), 1 - shrinking),
        [0.1, 0.2, 0.3, 0.4, 0.5, 0.6].map((share) => [Math.floor(share / shrinking), 40] as const),
      ] as const,
  ),
  ["cycle 2^53 of shrinking ones", cycles(1, line(0, 1), 1 - 2 ** -53), [[5_693_635_826_387_040, 9]]],
  ["cycle 2^53 of growing ones", cycles(1, line(0, 1), 1 + 2 ** -52), [[28_773_750_666_393_256, 9]]],
  ["cycles beyond 2^53 that grow", cycles(0.125, line(0, 1), 1 + 2 ** -52), [[far - 40, 9]]],
  ["a restart halfway between two steps", cycles(2 ** 45 + 0.5, line(0, 1), 1 + 2 ** -8), [[2 ** 45 - 2, 6]]],
  [
    "a restart as far from a step as roundings can be",
    cycles(10.000000000000005, line(0, 1), 0.16666666666666619),
    [[8, 4]],
  ],
  ["a restart next to a step, by a factor near 1", cycles(10 + 1e-6, line(0, 1), 1 + 2 ** -31), [[8, 15]]],
  ["a restart between steps, by a factor nearer to 1", cycles(10.001, line(0, 1), 1 + 2 ** -40), [[8, 15]]],
];
