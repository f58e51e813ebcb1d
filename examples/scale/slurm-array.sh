#!/usr/bin/env bash
# Eight processes on any nodes, with the run on a file system that all of them see. Where a task died, `sbatch` again:
#
#   id=$(sbatch --parsable examples/scale/slurm-array.sh)
#   sbatch --dependency=afterany:"$id" --array=0 examples/scale/slurm-array.sh gather
#
#SBATCH --job-name=selfinstruct
#SBATCH --array=0-7
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --mem=4G
#SBATCH --time=12:00:00
#SBATCH --requeue
#SBATCH --output=selfinstruct-%A_%a.log
set -euo pipefail

command=(
  selfinstruct distill
  --prompts "${PROMPTS:-prompts.jsonl}"
  --model "${MODEL:-openai/my-model}"
  --base-url "${BASE_URL:-http://127.0.0.1:8000/v1}"
  --concurrency 1024
  --journal shared
  --out "${OUT:-runs/distill}"
)
# Gathered without an engine: what is missing is asked, and the files are written.
if [ "${1:-work}" = gather ]; then
  exec "${command[@]}"
fi
exec srun "${command[@]}" --engine array
