/** Lengths of a run as OLMo writes them: `2e12T` tokens, `1ep` epochs, or a number of steps. */
export type RunLength = { readonly unit: "tokens" | "epochs" | "steps"; readonly value: number };

export function readRunLength(text: string): RunLength | null {
  const [, digits = "", unit = ""] = /^\s*([\d._]+(?:e[+-]?\d+)?)\s*(T|ep)?\s*$/i.exec(text) ?? [];
  const value = Number(digits.replaceAll("_", ""));
  if (digits === "" || !Number.isFinite(value)) return null;
  return { unit: unit === "" ? "steps" : unit.toLowerCase() === "t" ? "tokens" : "epochs", value };
}
