/** Finds the name that a misspelled or unknown one probably stands for. */

/** Longer names are not considered typing mistakes. */
const LONGEST_NAME = 40;

/** The closest known name, ignoring case, `_` and `-`; undefined if none is close. */
export function closestName(name: string, names: readonly string[]): string | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  const word = plain(name);
  const most = Math.floor((word.length + 1) / 3);
  const near = names
    .map((each) => ({ each, distance: editDistance(word, plain(each)) }))
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.each;
}

/** Names of options in other libraries and in papers, with the names that they may have here, best first. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  baselr: ["peak", "lr"],
  epsilon: ["eps"],
  everykschedule: ["everyK"],
  etamax: ["peak"],
  etamin: ["end", "minimum"],
  finallr: ["end"],
  initiallearningrate: ["start", "peak", "lr"],
  initlr: ["start", "warmupFrom", "lr"],
  learningrate: ["lr", "peak", "value"],
  lr: ["peak", "value"],
  maxlr: ["peak", "lr"],
  maxsteps: ["totalSteps"],
  minlr: ["end", "minimum"],
  numtrainingsteps: ["totalSteps"],
  numwarmupsteps: ["warmupSteps"],
  peaklr: ["peak"],
  steps: ["totalSteps", "decaySteps"],
  stepsize: ["every"],
  tmax: ["totalSteps"],
  total: ["totalSteps"],
  totaliters: ["totalSteps"],
  warmup: ["warmupSteps"],
  warmupiters: ["warmupSteps"],
  wd: ["weightDecay"],
};

/** The known option that an option of another library stands for; undefined if there is none. */
export function synonymOf(name: string, names: readonly string[]): string | undefined {
  const word = plain(name);
  const synonyms = Object.hasOwn(SYNONYMS, word) ? SYNONYMS[word] : undefined;
  return synonyms?.find((each) => names.includes(each));
}

function plain(name: string): string {
  return name
    .slice(0, LONGEST_NAME + 1)
    .toLowerCase()
    .replace(/[_-]/g, "");
}

/** The Levenshtein distance: the number of letters to insert, remove or replace. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
