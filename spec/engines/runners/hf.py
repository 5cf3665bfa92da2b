"""transformers' Trainer, which trains a tiny model; run it in several processes with torchrun."""

import tempfile

import torch
from transformers import Trainer, TrainerCallback, TrainingArguments

from .common import load_module, read_yaml, tiny_model

PACKAGES = ["transformers", "accelerate", "torch"]


class Regression(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.line = tiny_model()

    def forward(self, x=None, labels=None):
        return {"loss": ((self.line(x) - labels) ** 2).mean()}


class Rates(TrainerCallback):
    def __init__(self):
        self.rates = []

    def on_step_begin(self, args, state, control, optimizer=None, **_):
        self.rates.append(float(optimizer.param_groups[0]["lr"]))


def run(path, total):
    is_code = path.endswith(".py")
    given = {"max_steps": total} if is_code else read_yaml(path)
    trainer_class = Trainer
    if is_code:
        trainer_class = type("ExportTrainer", (load_module(path).ScheduledTrainer, Trainer), {})
    data = [{"x": torch.randn(2), "labels": torch.randn(1)} for _ in range(64)]
    rates = Rates()
    with tempfile.TemporaryDirectory() as folder:
        arguments = TrainingArguments(
            output_dir=folder, use_cpu=True, report_to=[], save_strategy="no", disable_tqdm=True, **given
        )
        trainer_class(model=Regression(), args=arguments, train_dataset=data, callbacks=[rates]).train()
    return rates.rates
