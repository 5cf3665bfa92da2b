/** The interface of the kernels of `optimizers.wasm`: printed by `npm run print:rules`. */

/** Where the fields of a kernel's header are, in bytes; each is an address. */
export const HEADER = {
  /** The parameters. */
  p: 0,
  /** The gradients. */
  g: 4,
  /** The numbers of the pass. */
  scalars: 8,
  /** Where the sums of the block go. */
  sums: 12,
  /** Scratch for the values of each sum over a block. */
  values: 16,
  /** The slots and the work array, as the program orders them. */
  arrays: 20,
} as const;

/** The number of arrays in a header. */
export const MOST_ARRAYS = 8;

/** The largest number of sums of a kernel. */
export const MOST_SUMS = 2;

/** The exported function for each element program, by the program's key. */
export const KERNELS: Readonly<Record<string, string>> = {
  e33c9fcc2a16d531: "adadelta",
  f4329c51d6026e50: "adafactor_pass1",
  "1433591407f7222f": "adafactor_pass2",
  "853b701917d6d9ca": "adafactor_pass3",
  "99a3e96d507f1da2": "adafactor_pass12",
  "896f074132f4132c": "adafactor_pass22",
  a7210348d622686b: "adagrad",
  "7c24962a999d6cf7": "adam",
  "32cbe39acc163b03": "adam_amsgrad",
  "31290b3254e5e9cb": "adam_cautious_pass1",
  "74a96046dfcc2f87": "adam_cautious_pass2",
  "1ce793196038da9c": "adam_amsgrad_cautious_pass2",
  "687b24bf12b75542": "adamax",
  "40d14a193464f668": "adamax_cautious_pass1",
  e18263fd131f4682: "adamax_cautious_pass2",
  "2ea5d697394de3c0": "adamw_schedule_free",
  "052edf1e493c1971": "adamw_schedule_free_train",
  "706e7e551a3a63f8": "ademamix",
  "703aa7ccd52da82f": "ademamix_cautious_pass2",
  "1fe9a38564addc2e": "adopt",
  dd7ed23d34d6d7be: "adopt_cautious_pass1",
  d60e4356c0e119df: "adopt_cautious_pass2",
  "36961e4b29a4c8c6": "asgd",
  dfdd80958e8d9562: "lamb_pass1",
  "49731047e93c4f86": "lamb_pass2",
  "02970c2abb578b99": "lamb_pass3",
  "5f4fa3390ef10ba2": "lamb_cautious_pass2",
  "7436e905fc6abe28": "lamb_cautious_pass3",
  "3aaffab1c74a3b34": "lamb_cautious_pass4",
  d2edee491f61241a: "lion",
  f87f661ef298dd8d: "lion_cautious_pass1",
  b8c1ce6f7e0825fe: "lion_cautious_pass2",
  "4b65ef9dc4960ddc": "muon_pass1",
  d8730c802cc6dcf1: "muon_pass2",
  f91933b91484e1e2: "muon_no_nesterov_pass1",
  "7c554a4ea9b3bf71": "nadam",
  "21820bc64a123f77": "nadam_cautious_pass1",
  b68f4786550a401d: "nadam_cautious_pass2",
  "1a98b280b1029ec1": "prodigy_pass1",
  "86e90e38c876c5d9": "prodigy_pass2",
  "5dfe456f5775b7ba": "prodigy_slice_p_pass2",
  "76b405518f831c5c": "prodigy_slice_p_pass3",
  "91646744fd45181b": "radam",
  "0ef26ff6dbc6b03b": "radam_cautious_pass2",
  fd08212da0114212: "rmsprop",
  "4cd1018755f26724": "rmsprop_momentum_buffer",
  a938b9a0c95cc66b: "rmsprop_centered",
  "29fa877b48524dd6": "rmsprop_centered_momentum_buffer",
  "73600f748d1f384f": "rmsprop_cautious_momentum_buffer_pass1",
  fbec2eb16ea67548: "rmsprop_cautious_momentum_buffer_pass2",
  "2e1810af51e0e47e": "rmsprop_centered_cautious_momentum_buffer_pass1",
  ffae883b241afadc: "rmsprop_centered_cautious_momentum_buffer_pass2",
  "7e8cc5bba25a0128": "rprop",
  "331a03edf461aa92": "sgd",
  "017b5b2e33b8494f": "sgd_momentum_buffer",
  "4ffbc1a4ed8697f1": "sgd_nesterov_momentum_buffer",
  cc2747c5f469792a: "sgd_cautious_momentum_buffer_pass2",
  "9ca1503c63cf4f3d": "sgd_nesterov_cautious_momentum_buffer_pass1",
  "7f3a46763bfcefe9": "sgd_nesterov_cautious_momentum_buffer_pass2",
  a32002e361928dce: "sgd_schedule_free",
  a1b9282c02136a29: "ema",
};
