"""Stubs for packages that an engine imports beside its scheduler: most need a GPU, or versions that exclude others."""

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


class _Anything(type):
    """The class of all stubs: they can be called, subclassed, subscripted and joined by `|`."""

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return stub(name)

    def __getitem__(cls, _key):
        return cls


def stub(name):
    return _Anything(name, (), {"__init__": lambda self, *_args, **_options: None})


class _StubModule(ModuleType):
    __path__ = []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return stub(name)


class _Finder(MetaPathFinder, Loader):
    def __init__(self, names, but):
        self.names = names
        self.but = but

    def find_spec(self, fullname, _path, _target=None):
        is_stub = any(fullname == name or fullname.startswith(f"{name}.") for name in self.names)
        return ModuleSpec(fullname, self, is_package=True) if is_stub and fullname not in self.but else None

    def create_module(self, spec):
        return _StubModule(spec.name)

    def exec_module(self, _module):
        pass


def stub_modules(*names, but=()):
    """Imports of these modules, and of those below them, give stubs; `but` lists those that are imported."""
    sys.meta_path.insert(0, _Finder(names, but))
