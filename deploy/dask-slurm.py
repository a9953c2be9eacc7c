"""A Dask cluster of Slurm jobs for `parvis extract` (pip install dask-jobqueue). Prints its address and waits.

python deploy/dask-slurm.py --jobs 16 &
parvis extract '/data/warcs/*.warc.gz' -o /data/shards --scheduler tcp://ADDRESS
"""

from __future__ import annotations

import argparse
import signal

import dask
from dask_jobqueue import SLURMCluster

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--jobs", type=int, default=4)
parser.add_argument("--partition", default=None)
args = parser.parse_args()

# A page is read in a process of its own, which may be killed: workers must be allowed to have children.
dask.config.set({"distributed.worker.daemon": False})
cluster = SLURMCluster(
    queue=args.partition,
    cores=8,
    processes=8,
    memory="16GiB",
    walltime="12:00:00",
    job_script_prologue=["export DASK_DISTRIBUTED__WORKER__DAEMON=False"],
)
cluster.scale(jobs=args.jobs)
print(cluster.scheduler_address, cluster.dashboard_link, flush=True)  # noqa: T201  what it is run for
signal.pause()
