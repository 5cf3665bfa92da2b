"""Composer's Trainer on the CPU, with the scheduler that llm-foundry makes of the configuration."""

import torch
from composer import Callback, ComposerModel, Trainer
from composer.optim import (
    ConstantWithWarmupScheduler,
    CosineAnnealingWithWarmupScheduler,
    LinearWithWarmupScheduler,
)

from .common import load_module, read_yaml, tiny_model

PACKAGES = ["mosaicml", "torch"]
NAMES = {
    "constant_with_warmup": ConstantWithWarmupScheduler,
    "cosine_with_warmup": CosineAnnealingWithWarmupScheduler,
    "linear_decay_with_warmup": LinearWithWarmupScheduler,
}


class Model(ComposerModel):
    def __init__(self):
        super().__init__()
        self.line = tiny_model()

    def forward(self, batch):
        return self.line(batch[0])

    def loss(self, outputs, batch):
        return ((outputs - batch[1]) ** 2).mean()


class Rates(Callback):
    def __init__(self):
        self.rates = []

    def batch_start(self, state, logger):
        self.rates.append(float(state.optimizers[0].param_groups[0]["lr"]))


def run(path, total):
    model = Model()
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    if path.endswith(".py"):
        scheduler = load_module(path).make_scheduler(optimizer)
    else:
        config = read_yaml(path)
        optimizer = torch.optim.SGD(model.parameters(), lr=config["optimizer"]["lr"])
        own = {key: value for key, value in config["scheduler"].items() if key != "name"}
        scheduler = NAMES[config["scheduler"]["name"]](**own)
    data = torch.utils.data.TensorDataset(torch.randn(64, 2), torch.randn(64, 1))
    rates = Rates()
    Trainer(
        model=model,
        train_dataloader=torch.utils.data.DataLoader(data, batch_size=8),
        optimizers=optimizer,
        schedulers=[scheduler],
        step_schedulers_every_batch=True,
        max_duration=f"{total}ba",
        callbacks=[rates],
        device="cpu",
        progress_bar=False,
    ).fit()
    return rates.rates
