/** A device of plain objects that counts what is made on it and writes down what is dispatched. */

export interface FakeDevice {
  readonly device: GPUDevice;
  /** How many objects of each kind were made. */
  readonly made: Record<"buffers" | "bindGroups" | "pipelines" | "encoders", number>;
  readonly destroyed: string[];
  readonly dispatches: (readonly [number, number])[];
  readonly bindings: { readonly offset: number; readonly size: number }[];
  /** The label of each buffer that was written to, and how many values. */
  readonly writes: (readonly [string, number])[];
  /** What every buffer holds that is read back. */
  readonly held: Uint32Array<ArrayBuffer>;
  submissions: number;
  openScopes: number;
  /** What the outermost error scope holds. */
  scopedError: { readonly message: string } | null;
  deviceDestroyed: boolean;
  /** Fulfils all fences that are waited for. */
  finishWork(): void;
  lose(reason: GPUDeviceLostReason, message: string): void;
  refuse(message: string): void;
}

const limits = {
  maxBufferSize: 2 ** 32,
  maxStorageBufferBindingSize: 2 ** 27,
  minStorageBufferOffsetAlignment: 256,
  maxComputeWorkgroupsPerDimension: 65535,
};

export function fakeDevice(given: Partial<typeof limits> = {}): FakeDevice {
  const fences: (() => void)[] = [];
  const listeners: ((event: { error: { message: string } }) => void)[] = [];
  let lose: FakeDevice["lose"] = () => {};
  const lost = new Promise<GPUDeviceLostInfo>((resolve) => {
    lose = (reason, message) => resolve({ reason, message } as GPUDeviceLostInfo);
  });
  const fake: Omit<FakeDevice, "device"> = {
    made: { buffers: 0, bindGroups: 0, pipelines: 0, encoders: 0 },
    destroyed: [],
    dispatches: [],
    bindings: [],
    writes: [],
    held: new Uint32Array(8),
    submissions: 0,
    openScopes: 0,
    scopedError: null,
    deviceDestroyed: false,
    finishWork: () => {
      for (const resolve of fences.splice(0)) resolve();
    },
    lose: (reason, message) => lose(reason, message),
    refuse: (message) => {
      for (const listener of listeners) listener({ error: { message } });
    },
  };
  const pass = {
    setPipeline: () => {},
    setBindGroup: () => {},
    dispatchWorkgroups: (x: number, y = 1) => fake.dispatches.push([x, y]),
    end: () => {},
  };
  const device = {
    limits: { ...limits, ...given },
    adapterInfo: { vendor: "fake", architecture: "paper", description: "", isFallbackAdapter: false },
    lost,
    addEventListener: (_: string, listener: (event: { error: { message: string } }) => void) =>
      listeners.push(listener),
    destroy: () => {
      fake.deviceDestroyed = true;
    },
    createBuffer: ({ size, usage, label = "" }: GPUBufferDescriptor) => {
      fake.made.buffers++;
      return {
        size,
        usage,
        label,
        mapAsync: async () => {},
        getMappedRange: () => fake.held.buffer.slice(),
        unmap: () => {},
        destroy: () => fake.destroyed.push(label),
      };
    },
    pushErrorScope: () => {
      fake.openScopes++;
    },
    popErrorScope: async () => {
      fake.openScopes--;
      return fake.openScopes === 0 ? fake.scopedError : null;
    },
    createShaderModule: () => ({}),
    createComputePipelineAsync: async () => {
      fake.made.pipelines++;
      return { getBindGroupLayout: () => ({}) };
    },
    createComputePipeline: () => {
      throw new Error("pipelines are made asynchronously, so that errors are noticed");
    },
    createBindGroup: ({ entries }: { entries: { resource: { offset?: number; size?: number } }[] }) => {
      fake.made.bindGroups++;
      for (const { resource } of entries) {
        const { offset, size } = resource;
        if (offset !== undefined && size !== undefined) fake.bindings.push({ offset, size });
      }
      return {};
    },
    createCommandEncoder: () => {
      fake.made.encoders++;
      return { beginComputePass: () => pass, copyBufferToBuffer: () => {}, finish: () => ({}) };
    },
    queue: {
      writeBuffer: (buffer: GPUBuffer, _: number, data: Float32Array, __ = 0, length = data.length) =>
        fake.writes.push([buffer.label, length]),
      submit: () => {
        fake.submissions++;
      },
      onSubmittedWorkDone: () => new Promise<void>((resolve) => fences.push(resolve)),
    },
  };
  return Object.assign(fake, { device: device as unknown as GPUDevice });
}

/** Adapters as `navigator.gpu` has them. */
export function fakeGpu(
  fake: FakeDevice | null,
  info: Partial<GPUAdapterInfo> = {},
): { gpu: Pick<GPU, "requestAdapter">; asked: unknown[] } {
  const asked: unknown[] = [];
  const adapterLimits = {
    ...limits,
    maxStorageBuffersPerShaderStage: 10,
    maxComputeInvocationsPerWorkgroup: 1024,
    maxComputeWorkgroupSizeX: 1024,
    maxComputeWorkgroupStorageSize: 32768,
    maxBindGroups: 7,
    ofNoNumber: "as later versions may have",
  };
  const adapter = {
    info: { vendor: "fake", architecture: "paper", description: "", isFallbackAdapter: false, ...info },
    // As objects of WebGPU have them: getters that are inherited.
    limits: Object.create(adapterLimits),
    requestDevice: async (descriptor: unknown) => {
      asked.push(descriptor);
      return fake?.device;
    },
  };
  const gpu = {
    requestAdapter: async (options: unknown) => {
      asked.push(options);
      return fake === null ? null : adapter;
    },
  } as unknown as Pick<GPU, "requestAdapter">;
  return { gpu, asked };
}
