"""Reads files with the reference implementation of safetensors, and writes some with it.

read FILE...     prints, for each file, its metadata and tensors, or the error that it is refused with
write FOLDER     writes model.safetensors with numbers of several types
"""

import base64
import json
import sys

import numpy
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file


def read(path):
    try:
        with safe_open(path, framework="numpy") as file:
            tensors = {}
            for name in file.keys():
                values = file.get_tensor(name)
                data = base64.b64encode(values.tobytes()).decode()
                tensors[name] = {"dtype": str(values.dtype), "shape": list(values.shape), "data": data}
            return {"metadata": file.metadata(), "tensors": tensors}
    except SafetensorError as error:
        return {"error": str(error)}


def write(folder):
    tensors = {
        "half": numpy.array([[1, -2], [65504, 2.0**-24]], numpy.float16),
        "single": numpy.array([0.1, -3e38, 1e-45], numpy.float32),
        "empty": numpy.zeros((0, 3), numpy.float32),
        "count": numpy.array(7, numpy.int64),
    }
    save_file(tensors, f"{folder}/model.safetensors", metadata={"format": "pt"})


if sys.argv[1] == "read":
    print(json.dumps([read(path) for path in sys.argv[2:]]))
else:
    write(sys.argv[2])
