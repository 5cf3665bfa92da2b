/** The numbers of images in the data sets of the recipes. */

/** ILSVRC 2012, the training set. */
export const IMAGENET_1K = 1_281_167;
/** ImageNet-21k, as the ViT paper rounds it. */
export const IMAGENET_21K = 14e6;
/** JFT-300M, as the ViT paper rounds it. */
export const JFT = 303e6;
