"""Saved pages into records by datatrove: on this machine, on Slurm or on Ray. docs/scale.md tells more.

python cc_news_job.py local INPUT… --output FOLDER --tasks 64 --workers 8
python cc_news_job.py slurm INPUT… --output FOLDER --tasks 1000 --workers 200 --partition cpu --time 08:00:00
python cc_news_job.py ray INPUT… --output FOLDER --tasks 1000

The same command once more goes on with what is not done. The records are in FOLDER/articles/00000.jsonl.zst.
"""

import argparse
import sys
from collections.abc import Sequence

from datatrove.executor import LocalPipelineExecutor, RayPipelineExecutor, SlurmPipelineExecutor
from datatrove.executor.base import PipelineExecutor
from datatrove.pipeline.base import PipelineStep

from newsscrape.cluster import DropDuplicates, ExtractArticle, SavedPages, SavedRecords, WriteRecords


def main() -> None:
    """Extracts in many tasks; then, when all have ended well, drops duplicates in one."""
    options = read_options()
    output = options.output.rstrip("/")
    extract = executor(
        options,
        "extract",
        [
            SavedPages(options.inputs, options.tasks, keep_in=output),
            ExtractArticle(f"{output}/errors", options.outlet),
            WriteRecords(f"{output}/parts", "${rank}.jsonl.zst"),
        ],
        options.tasks,
    )
    unite = executor(
        options,
        "unite",
        [
            SavedRecords(f"{output}/parts"),
            DropDuplicates(f"{output}/duplicates"),
            WriteRecords(f"{output}/articles", "${rank}.jsonl.zst"),
        ],
        1,
    )
    if options.executor == "slurm":
        unite.depends = extract  # Slurm starts it when every task has ended well
    else:  # with `depends`, an executor would wait for ever for a task that has failed
        extract.run()
        if missing := extract.get_incomplete_ranks(skip_completed=True):
            sys.exit(f"{len(missing)} of {options.tasks} tasks are not done: see {output}/logs/extract; start again")
    unite.run()


def executor(options: argparse.Namespace, name: str, steps: Sequence[PipelineStep], tasks: int) -> PipelineExecutor:
    """The executor of one stage."""
    common = {"pipeline": steps, "tasks": tasks, "logging_dir": f"{options.output.rstrip('/')}/logs/{name}"}
    match options.executor:
        case "local":
            return LocalPipelineExecutor(**common, workers=min(options.workers, tasks))
        case "ray":
            import ray

            ray.init(ignore_reinit_error=True)  # the cluster of RAY_ADDRESS, else one on this machine
            return RayPipelineExecutor(**common, workers=options.workers, mem_per_cpu_gb=options.memory_gb)
        case _:
            return SlurmPipelineExecutor(
                **common,
                workers=options.workers,
                job_name=f"newsscrape-{name}",
                partition=options.partition,
                time=options.time,
                mem_per_cpu_gb=options.memory_gb,
                sbatch_args={"kill-on-invalid-dep": "yes"},  # when a task has failed, the second stage does not wait
                venv_path=f"{sys.prefix}/bin/activate",  # this one: on a disk that all nodes see
            )


def read_options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("executor", choices=["local", "slurm", "ray"])
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="files, folders, globs, as every machine sees them")
    parser.add_argument("--output", required=True, metavar="FOLDER", help="a folder that every machine sees")
    parser.add_argument("--tasks", type=int, default=8, help="into how many tasks the inputs are shared out")
    parser.add_argument("--workers", type=int, default=2, help="how many tasks run at the same time")
    parser.add_argument("--outlet", help="the pages' outlet, whatever they show (default: found for each)")
    parser.add_argument("--memory-gb", type=int, default=2, help="memory of a task (Ray, Slurm)")
    parser.add_argument("--partition", default="cpu", help="Slurm's partition")
    parser.add_argument("--time", default="08:00:00", help="Slurm's limit for a task")
    return parser.parse_args()


if __name__ == "__main__":
    main()
