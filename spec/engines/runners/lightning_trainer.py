"""Lightning's Trainer with the exported `configure_optimizers`, in two processes over gloo; run it with torchrun."""

import lightning
import torch

from .common import load_module, tiny_model

PACKAGES = ["lightning", "torch"]


def run(path, total):
    scheduled = load_module(path).ScheduledModule

    class Module(scheduled, lightning.LightningModule):
        def __init__(self):
            super().__init__()
            self.line = tiny_model()
            self.rates = []

        def make_optimizer(self):
            return torch.optim.SGD(self.parameters(), lr=1.0)

        def training_step(self, batch, _):
            self.rates.append(float(self.optimizers().param_groups[0]["lr"]))
            x, y = batch
            return ((self.line(x) - y) ** 2).mean()

    module = Module()
    data = torch.utils.data.TensorDataset(torch.randn(64, 2), torch.randn(64, 1))
    trainer = lightning.Trainer(
        accelerator="cpu",
        strategy="ddp",
        devices=2,
        max_steps=total,
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    trainer.fit(module, torch.utils.data.DataLoader(data, batch_size=8))
    return module.rates
