"""A Keras schedule, deserialized or from code, asked as optimizers ask it."""

import os

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras

from .common import load_module, read_json

PACKAGES = ["keras"]


def run(path, total):
    if path.endswith(".py"):
        schedule = load_module(path).make_schedule()
    else:
        schedule = keras.optimizers.schedules.deserialize(read_json(path))
    return [float(schedule(keras.ops.convert_to_tensor(update))) for update in range(total)]
