/** Counts the buffers of a device that were created and not destroyed. */
export function watchBuffers(device: GPUDevice): { live(): number } {
  const create = device.createBuffer.bind(device);
  let live = 0;
  device.createBuffer = (descriptor) => {
    const buffer = create(descriptor);
    const destroy = buffer.destroy.bind(buffer);
    live++;
    buffer.destroy = () => {
      live--;
      return destroy();
    };
    return buffer;
  };
  return { live: () => live };
}
