/**
 * Eight colors for any kind of color vision.
 *
 * The first five are those of Okabe and Ito, Color Universal Design, 2002, darkened on white and brightened on black
 * for contrast. The others were chosen to differ from these as much as possible for red-, green- and blue-blind
 * viewers.
 */

/** The color of a curve on each background. */
export interface Ink {
  /** On white, with a contrast of at least 3 to 1. */
  readonly onLight: string;
  /** On near black, with a contrast of at least 3 to 1. */
  readonly onDark: string;
  /** One of the 256 colors of a terminal with a dark or light background. */
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

/** The color of curve `index`, of at most eight. */
export function inkOf(index: number): Ink {
  return INKS[index % INKS.length] as Ink;
}
