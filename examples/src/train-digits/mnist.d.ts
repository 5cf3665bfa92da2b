/** Types for the parts of the package `mnist` in use; it has none itself. */
declare module "mnist" {
  interface DigitImages {
    /** Consecutive images, each with 28 * 28 gray values from 0 to 1. */
    readonly raw: readonly number[];
    /** The number of images. */
    readonly length: number;
  }
  const digits: Readonly<Record<number, DigitImages>>;
  export default digits;
}
