/** The table of constructors: what the command line accepts and what help says come from it. */
import { kebabCase, suggestion } from "../command-line/names.js";
import { combinations } from "./combinations.js";
import { cycles } from "./cycles.js";
import { decays } from "./decays.js";
import type { ConstructorEntry, ConstructorName, Entries } from "./entry.js";
import { warmUps } from "./warm-ups.js";

/** Every constructor of the core package: the compiler refuses the table when one is missing. */
export const constructors: Readonly<Record<ConstructorName, ConstructorEntry>> = {
  ...decays,
  ...warmUps,
  ...cycles,
  ...combinations,
} satisfies Entries<ConstructorName>;

/** What people call them as well. */
const SHORT_NAMES: Readonly<Record<string, ConstructorName>> = {
  wsd: "warmupStableDecay",
  trapezoidal: "warmupStableDecay",
  "cosine-with-warmup": "warmupCosine",
  "linear-with-warmup": "warmupLinear",
  "constant-with-warmup": "warmupConstant",
  "polynomial-with-warmup": "warmupPolynomial",
  "exponential-with-warmup": "warmupExponential",
  "cosine-with-restarts": "cosineRestarts",
  sgdr: "cosineRestarts",
  "1cycle": "oneCycle",
  onecycle: "oneCycle",
  isqrt: "inverseSqrt",
  poly: "polynomial",
  exp: "exponential",
  step: "stepDecay",
  multistep: "multiStep",
  clr: "cyclic",
};

const names = new Map<string, ConstructorName>([
  ...Object.entries(SHORT_NAMES),
  ...(Object.keys(constructors) as ConstructorName[]).flatMap((name): [string, ConstructorName][] => [
    [name, name],
    [kebabCase(name), name],
  ]),
]);

/** The constructor that is written `word`: `warmup-cosine` or `warmupCosine`. */
export function constructorNamed(word: string): ConstructorName | undefined {
  return names.get(word);
}

/** The end of an error about a word that is no constructor. */
export function similarConstructor(word: string): string {
  return suggestion(word, Object.keys(constructors).map(kebabCase));
}
