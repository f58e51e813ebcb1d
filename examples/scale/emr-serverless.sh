#!/usr/bin/env bash
# Filters a corpus on EMR Serverless (an application of type SPARK, release emr-7.x: Spark 3.5, whose own Python is 3.9).
# A Python 3.11 that can be moved goes with the job, with this package in it. Needs uv, jq and the AWS CLI, and Linux on
# the processor of the application (x86_64 or arm64). Run it in a clone:
#
#   BUCKET=my-bucket APPLICATION=00f1abcd2345 ROLE=arn:aws:iam::111122223333:role/emr-job examples/scale/emr-serverless.sh
set -euo pipefail

: "${BUCKET:?name the bucket}" "${APPLICATION:?the id of the application}" "${ROLE:?the ARN of the execution role}"
here=$(cd "$(dirname "$0")" && pwd)
clone=$(cd "$here/../.." && pwd)
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT

uv python install --install-dir "$build/python" 3.11
cp -RL "$build"/python/cpython-3.11.*/ "$build/environment"
uv pip install --python "$build/environment/bin/python3.11" --break-system-packages \
  "selfinstruct[parquet,stats] @ file://$clone" 'pandas<3'
tar -C "$build/environment" -czf "$build/environment.tar.gz" .

aws s3 cp "$build/environment.tar.gz" "s3://$BUCKET/jobs/environment.tar.gz"
aws s3 cp "$here/filter_corpus.py" "s3://$BUCKET/jobs/filter_corpus.py"

sed "s/BUCKET/$BUCKET/g" "$here/emr-job-driver.json" >"$build/job-driver.json"
sed "s/BUCKET/$BUCKET/g" "$here/emr-overrides.json" >"$build/overrides.json"
job=$(aws emr-serverless start-job-run \
  --application-id "$APPLICATION" \
  --execution-role-arn "$ROLE" \
  --name selfinstruct-filter \
  --job-driver "file://$build/job-driver.json" \
  --configuration-overrides "file://$build/overrides.json" |
  jq -r .jobRunId)
echo "follow it with: aws emr-serverless get-job-run --application-id $APPLICATION --job-run-id $job"
