#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the table of classes in core/format/pickleclasses.cpp: what models of the well-known libraries are made of.

Run with the interpreter that has them (Debian: python3-sklearn python3-xgboost python3-statsmodels python3-pandas
python3-torch), in the project's root: tests/core/format/data/list_classes.py > core/format/pickleclasses.cpp

Only classes are listed, one by one; what a class does when it is unpickled was looked at by rule: it must be a model, a
part of one, or a container of numbers. Functions that the libraries pickle by are listed by hand in picklepolicy.cpp.
"""
import importlib
import inspect
import pkgutil
import sys
import warnings

warnings.simplefilter("ignore")
SKIPPED = ("tests", "test", "conftest", "_testing", "sandbox", "examples", "datasets", "externals", "testing")


def modules(package):
    root = importlib.import_module(package)
    yield root
    for info in pkgutil.walk_packages(root.__path__, package + ".", onerror=lambda name: None):
        if any(part in SKIPPED for part in info.name.split(".")):
            continue
        try:
            yield importlib.import_module(info.name)
        except BaseException:  # optional dependencies
            continue


def classes(package, wanted):
    found = {}
    for module in modules(package):
        for name, value in vars(module).items():
            if inspect.isclass(value) and value.__module__ == module.__name__ and value.__name__ == name and wanted(value):
                found.setdefault(module.__name__, set()).add(name)
    return found


def is_sklearn(value):
    from sklearn.base import BaseEstimator, TransformerMixin, ClassifierMixin, RegressorMixin
    parts = ("Tree", "Loss", "Link", "KDTree", "BallTree", "DistanceMetric", "Splitter", "Criterion", "Kernel", "Bunch",
             "TreePredictor", "_BinMapper", "Interval", "ExponentialFamily", "Distribution", "Scorer", "_CalibratedClassifier")
    if value.__name__.startswith(("Fetch", "Open")):
        return False
    return issubclass(value, (BaseEstimator, TransformerMixin, ClassifierMixin, RegressorMixin)) or any(
        part in value.__name__ for part in parts)


def is_statsmodels(value):
    return any(part in value.__name__ for part in (
        "Results", "Model", "Data", "Wrapper", "OLS", "GLS", "WLS", "GLM", "Logit", "Probit", "Poisson", "ARIMA", "Link", "Binomial",
        "Gaussian", "Gamma", "Family", "ETS", "SARIMAX", "VAR", "RLM", "Norm", "Likelihood", "Smooth", "Penal", "GEE", "Covariance",
        "Cov", "Params", "Statespace", "State")) and not any(part in value.__name__ for part in ("Load", "Cache", "Dataset", "Remote"))


def is_torch(value):
    from torch import nn
    return issubclass(value, nn.Module) and not issubclass(value, nn.parallel.DistributedDataParallel)


def main():
    found = {}
    found.update(classes("sklearn", is_sklearn))
    found.update(classes("statsmodels", is_statsmodels))
    found.update(classes("torch.nn.modules", is_torch))
    lines = [f"{module} {' '.join(sorted(names))}" for module, names in sorted(found.items())]
    out = sys.stdout
    out.write("// SPDX-License-Identifier: GPL-3.0-or-later\n")
    out.write("// Written by tests/core/format/data/list_classes.py; do not edit.\n")
    out.write('#include "core/format/picklepolicy.h"\n\nnamespace vitrine::format {\n\n')
    out.write("// clang-format off\n")
    out.write("std::span<const std::string_view> pickleClassLines()\n{\n    static constexpr std::string_view lines[] = {\n")
    for line in lines:
        out.write(f'        "{line}",\n')
    out.write("    };\n    return lines;\n}\n// clang-format on\n\n} // namespace vitrine::format\n")


main()
