"""What each optimizer ends at, and which of its numbers go with the test loss: pandas over the tables of
`tacit export DIR --to csv`.

    python3 examples/exported.py DIR/export/csv
"""

import sys
from pathlib import Path

import pandas as pd

rows = pd.read_csv(Path(sys.argv[1], "measurements.csv"), float_precision="round_trip")
rows = rows[(rows.stage == "reporting") & (rows.state == "finished")]

# One line a run, one column a metric, at the run's last measurement of it.
last = rows.sort_values("step").groupby(["optimizer", "run", "metric"]).value.last().unstack()

for (optimizer, metric), value in last.groupby("optimizer").mean().stack().items():
    deviation = last.loc[optimizer, metric].std()
    print(f"{optimizer}, {metric}: {value:.6g}, standard deviation over runs {deviation:.2g}")
print("rank correlation with the test loss, over runs:")
print(last.rank().corr()["test/loss"].drop("test/loss").to_string(float_format="{:.2f}".format))
