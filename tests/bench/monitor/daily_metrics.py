# SPDX-License-Identifier: GPL-3.0-or-later
# Daily metrics of a scored file as pandas and scikit-learn compute them: the other side of bench_metrics.
#   daily_metrics.py FILE regression|classification all|wanted
import sys

import pandas
from sklearn.metrics import accuracy_score, mean_absolute_error, mean_squared_error, r2_score, roc_auc_score

path, task, columns = sys.argv[1:]
wanted = ["time", "truth", "estimate"] + (["prob_yes"] if task == "classification" else [])
rows = pandas.read_csv(path, parse_dates=["time"], usecols=wanted if columns == "wanted" else None)
for day, part in rows.groupby(rows["time"].dt.floor("D")):
    truth, estimate = part["truth"], part["estimate"]
    if task == "regression":
        values = (
            mean_squared_error(truth, estimate, squared=False),
            mean_absolute_error(truth, estimate),
            truth.corr(estimate) ** 2,
            r2_score(truth, estimate),
        )
    else:
        values = (accuracy_score(truth, estimate), roc_auc_score(truth == "yes", part["prob_yes"]))
    print(day.date(), len(part), *(repr(float(value)) for value in values))
