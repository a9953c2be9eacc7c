#!/bin/sh
# A Dask cluster over machines that are reached by ssh and share a folder, and an extraction on it.
#   HOSTS="head node1 node2" FOLDER=/data sh deploy/dask-ssh.sh
set -eu
: "${HOSTS:?the names of the machines, the first one runs the scheduler}" "${FOLDER:?the folder that all of them see}"
scheduler=${HOSTS%% *}
# A page is read in a process of its own, which may be killed: workers must be allowed to have children.
export DASK_DISTRIBUTED__WORKER__DAEMON=False
# shellcheck disable=SC2086 (each name is an argument)
dask ssh $HOSTS --nworkers "${WORKERS:-8}" --nthreads 1 --memory-limit 2GiB &
cluster=$!
trap 'kill "$cluster"' EXIT
parvis extract "$FOLDER/warcs/*.warc.gz" -o "$FOLDER/shards" --scheduler "tcp://$scheduler:8786"
parvis merge "$FOLDER"/shards/*.db --into "$FOLDER/news.db"
