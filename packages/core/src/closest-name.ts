/** Finds the name that a misspelled or unknown one probably stands for. */

/** Longer names are not considered typing mistakes. */
const LONGEST_NAME = 40;

/** The closest known name, ignoring case, `_` and `-`; undefined if none is close. */
export function closestName(name: string, names: readonly string[]): string | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  const word = plain(name);
  const most = (word.length + 1) / 3;
  const distances = names.map((each) => editDistance(word, plain(each)));
  const least = Math.min(most, ...distances);
  return names[distances.indexOf(least)];
}

/** For options here: their names in other libraries and in papers, in camelCase. */
export const SYNONYMS: Readonly<Record<string, string>> = {
  peak: "lr learningRate maxLr",
  lr: "learningRate",
  end: "etaMin minLr",
  totalSteps: "numTrainingSteps steps tMax",
  warmupSteps: "warmup",
};

/** The known option that an option of another library stands for; undefined if there is none. */
export function synonymOf(name: string, names: readonly string[]): string | undefined {
  return names.find((each) =>
    plain(SYNONYMS[each] ?? "")
      .split(" ")
      .includes(plain(name)),
  );
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, "");
}

/** The Levenshtein distance: the number of letters to insert, remove or replace. */
function editDistance(a: string, b: string): number {
  const row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 0; i < a.length; i++) {
    let diagonal = i;
    row[0] = i + 1;
    for (let j = 0; j < b.length; j++) {
      const above = row[j + 1] as number;
      const replaced = diagonal + (a[i] === b[j] ? 0 : 1);
      row[j + 1] = Math.min(replaced, above + 1, (row[j] as number) + 1);
      diagonal = above;
    }
  }
  return row[b.length] as number;
}
