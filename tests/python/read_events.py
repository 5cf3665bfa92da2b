"""Prints what TensorBoard's own readers find in a folder: its scalars, and the runs and tags that it would show."""

import json
import sys

from tensorboard.backend.event_processing.data_provider import MultiplexerDataProvider
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.plugin_event_multiplexer import EventMultiplexer
from tensorboard.context import RequestContext

folder = sys.argv[1]
accumulator = EventAccumulator(folder, size_guidance={"scalars": 0})
accumulator.Reload()
scalars = {
    tag: [[event.step, repr(event.value)] for event in accumulator.Scalars(tag)]
    for tag in accumulator.Tags()["scalars"]
}

multiplexer = EventMultiplexer()
multiplexer.AddRunsFromDirectory(folder)
multiplexer.Reload()
provider = MultiplexerDataProvider(multiplexer, folder)
shown = provider.list_scalars(RequestContext(), experiment_id="", plugin_name="scalars")
runs = {run: sorted(tags) for run, tags in shown.items()}
print(json.dumps({"version": accumulator.file_version, "scalars": scalars, "runs": runs}))
