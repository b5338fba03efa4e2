"""The job gives the very records of `scrapy reparse`, in the same order, by each of datatrove's executors."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cluster.conftest import ON_LOOPBACK, Job, Result

pytestmark = pytest.mark.bulk

# Stand-ins for Slurm's commands, which run the tasks of an array in turn. What they show: the launch script is sound
# to a shell, the pipeline that it loads runs, each task finds its share, the second stage is told what it waits for.
SLURM = {
    "sbatch": """#!/bin/bash
echo "$@" >> "$SBATCH_LOG"
for argument in "$@"; do case $argument in --export=ALL,*) export "${argument#--export=ALL,}" ;; esac; done
script="${@: -1}"
cat "$script" >> "$SBATCH_LOG"
last=$(sed -n 's/^#SBATCH --array=0-\\([0-9]*\\).*/\\1/p' "$script")
for n in $(seq 0 "$last"); do SLURM_ARRAY_TASK_ID=$n SLURM_NODELIST=here bash "$script" >&2; done
echo "Submitted batch job 7"
""",
    "srun": """#!/bin/bash
[ "$1 $2 $3" = "-l -n 1" ] || exit 9
shift 3
exec "$@"
""",
    "scontrol": "#!/bin/bash\necho here\n",
}


@pytest.fixture
def slurm(tmp_path: Path) -> dict[str, str]:
    """The environment of a login node."""
    commands = tmp_path / "commands"
    commands.mkdir()
    for name, script in SLURM.items():
        (commands / name).write_text(script, encoding="utf-8")
        (commands / name).chmod(0o755)
    path = os.pathsep.join([str(commands), str(Path(sys.executable).parent), os.environ["PATH"]])
    return {"PATH": path, "SBATCH_LOG": str(tmp_path / "sbatch.log")}


@pytest.fixture
def ray(tmp_path: Path) -> dict[str, str]:
    """The environment of a Ray that is on this machine alone and tells nobody."""
    pytest.importorskip("ray")
    if shutil.which("unshare") is None or subprocess.run([*ON_LOOPBACK, "true"], check=False).returncode:
        pytest.skip("this machine gives no process a network of its own (unshare --net)")
    return {"RAY_USAGE_STATS_ENABLED": "0", "HOME": str(tmp_path)}


def holds(result: Result, reparsed: Result) -> None:
    assert (result.code, reparsed.code) == (0, 0), result.stderr
    assert result.records == reparsed.records
    assert result.faults == reparsed.faults


def test_on_this_machine(job: Job, reparsed: Result) -> None:
    holds(job("local", "--tasks", "4", "--workers", "2"), reparsed)
    records = [json.loads(line) for line in reparsed.records.splitlines()]
    assert {"html", "text", "warc"} == {record["source"]["format"] for record in records}
    assert [record["revision"] for record in records if record["id"] == "islamtimes:1"] == [1, 2]
    levels = [json.loads(line)["level"] for line in reparsed.faults]
    assert {"error", "duplicate", "warning"} == set(levels)
    extract, unite = job.totals("extract"), job.totals("unite")
    assert extract["newsscrape: extract articles"]["total"] == extract["newsscrape reader: saved pages"]["pages"]
    assert extract["newsscrape: extract articles"]["dropped"] == levels.count("error")
    assert unite["newsscrape: drop duplicates"]["dropped"] == levels.count("duplicate")
    assert unite["newsscrape: drop duplicates"]["forwarded"] == len(records)


def test_tasks_without_inputs(job: Job, reparsed: Result) -> None:
    holds(job("local", "--tasks", "12", "--workers", "2"), reparsed)


def test_on_ray(job: Job, reparsed: Result, ray: dict[str, str]) -> None:
    holds(job("ray", "--tasks", "4", "--memory-gb", "1", env=ray), reparsed)


def test_on_slurm(job: Job, reparsed: Result, slurm: dict[str, str]) -> None:
    holds(job("slurm", "--tasks", "4", "--partition", "night", env=slurm), reparsed)
    asked = Path(slurm["SBATCH_LOG"]).read_text(encoding="utf-8")
    assert "#SBATCH --array=0-3%2" in asked
    assert "#SBATCH --partition=night" in asked
    assert "--dependency=afterok:7" in asked


@pytest.mark.parametrize("executor", ["local", "ray"])
def test_a_task_that_fails_is_done_again_and_the_others_are_not(
    job: Job, reparsed: Result, ray: dict[str, str], executor: str
) -> None:
    in_the_way = job.output / "parts" / "00002.jsonl.zst"
    in_the_way.mkdir(parents=True)
    options = ["--tasks", "4", "--workers", "1", "--memory-gb", "1"]
    failed = job(executor, *options, env=ray)
    assert failed.code == 1
    assert (failed.records, "00002.jsonl.zst" in failed.stderr) == (b"", True)
    in_the_way.rmdir()
    first = job.output / "parts" / "00000.jsonl.zst"
    before = first.stat().st_mtime_ns
    (job.saved / "aaa-came-since.html").write_bytes(b"<html>")
    holds(job(executor, *options, env=ray), reparsed)
    assert first.stat().st_mtime_ns == before


def test_a_job_that_is_killed_goes_on(job: Job, reparsed: Result) -> None:
    parts, done = job.output / "parts", job.output / "logs" / "extract" / "completions"
    parts.mkdir(parents=True)
    os.mkfifo(parts / "00002.jsonl.zst")  # the task that writes there waits for a reader, who never comes
    options = ["--tasks", "4", "--workers", "2"]
    killed = subprocess.Popen(job.command("local", *options), stderr=subprocess.DEVNULL, start_new_session=True)
    deadline = time.monotonic() + 60
    while len(list(done.glob("*"))) < 3:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.killpg(killed.pid, signal.SIGKILL)
    assert killed.wait() == -signal.SIGKILL
    (parts / "00002.jsonl.zst").unlink()
    before = {path.name: path.stat().st_mtime_ns for path in parts.iterdir()}
    holds(job("local", *options), reparsed)
    assert set(before) == {"00000.jsonl.zst", "00001.jsonl.zst", "00003.jsonl.zst"}
    assert before == {name: (parts / name).stat().st_mtime_ns for name in before}


def test_other_tasks_or_inputs_are_another_job(job: Job) -> None:
    assert job("local", "--tasks", "3").code == 0
    other = job("local", "--tasks", "4")
    assert other.code == 1
    assert "in 3 tasks, not" in other.stderr
