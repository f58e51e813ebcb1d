#!/bin/sh
# Grows a dataset month by month without repeating itself. For cron, on the first of each month:
#
#   15 3 1 * *  SEEDS=/data/seeds.jsonl /data/expand.sh /data/growing --model openai/MODEL --max-cost 20
#
# The first argument is a directory; what follows goes to `selfinstruct generate`. It makes there
#
#   2026-11/              the run of the month
#   until-2026-11/        all months so far, merged
#   until-2026-11.jsonl   the same in the FORMAT of a trainer
#
# Run again in the same month it goes on with what it began, and buys nothing twice.
set -eu

place=${1:?name the directory to grow}
shift
seeds=${SEEDS:?set SEEDS to the file of seed tasks}
month=${MONTH:-$(date +%Y-%m)}
tasks=${TASKS:-1000}
format=${FORMAT:-messages}
mkdir -p "$place"

# The latest merge of an earlier month: new tasks must not come close to what is in it.
before=
for found in "$place"/until-*/; do
    found=${found%/}
    name=${found##*/until-}
    if [ -f "$found/run.json" ] && expr "$name" \< "$month" >/dev/null; then
        before=$found
    fi
done

status=0
selfinstruct generate --seeds "$seeds" -n "$tasks" --seed "$(echo "$month" | tr -d -)" --out "$place/$month" \
    ${before:+--pool "$before"} "$@" || status=$?
# 3 is a run that its own limits ended early: what it made counts.
if [ "$status" -ne 0 ] && [ "$status" -ne 3 ]; then
    exit "$status"
fi
selfinstruct merge ${before:+"$before"} "$place/$month" -o "$place/until-$month"
selfinstruct export "$place/until-$month" --format "$format" -o "$place/until-$month.jsonl"
