/**
 * Eight colors that people with any color vision can tell apart.
 *
 * The first five are those of Okabe and Ito, Color Universal Design, 2002, made deeper on white and brighter on black
 * where their contrast was too low; the others were chosen by how far they stay from these for red-, green- and
 * blue-blind eyes.
 */

/** One curve's color where a picture is drawn. */
export interface Ink {
  /** On white, with a contrast of at least 3 to 1. */
  readonly onLight: string;
  /** On near black, with a contrast of at least 3 to 1. */
  readonly onDark: string;
  /** One of the 256 colors of a terminal, which may be dark or light. */
  readonly terminal: number;
}

export const INKS: readonly Ink[] = [
  { onLight: "#0072b2", onDark: "#56a8e0", terminal: 32 },
  { onLight: "#d55e00", onDark: "#ff8a3d", terminal: 208 },
  { onLight: "#009e73", onDark: "#2fc89a", terminal: 36 },
  { onLight: "#b8578f", onDark: "#e79ac5", terminal: 175 },
  { onLight: "#24292f", onDark: "#e6edf3", terminal: 245 },
  { onLight: "#332288", onDark: "#8fd0f5", terminal: 74 },
  { onLight: "#882255", onDark: "#7d8590", terminal: 131 },
  { onLight: "#5a3d1e", onDark: "#f0e442", terminal: 142 },
];

/** The ink of curve `index`, of at most eight. */
export function inkOf(index: number): Ink {
  return INKS[index % INKS.length] as Ink;
}
