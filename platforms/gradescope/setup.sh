#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the autograder's image: installs what the course
# needs, builds it with the graders of the exercises that are asked for, and proves that their
# reference solutions pass. Whatever is wrong shows here, and not when a student hands in.
set -euo pipefail
root=${GRADESCOPE_ROOT:-/autograder}
course=${GRADESCOPE_COURSE:-$root/source}

if grep -qs '^VERSION_ID="2[0-3]\.' /etc/os-release; then
  echo "The course needs Ubuntu 24.04: choose that as the base image, and build again." >&2
  exit 1
fi

cd "$course"
"$course/course" status

trial=$(mktemp -d)
trap 'rm -rf "$trial"' EXIT
mkdir "$trial/source" "$trial/submission"
cp -R "$course"/solutions/* "$trial/submission"
cp "$root/source/exercises.txt" "$trial/source"
if [[ -d $root/source/private ]]; then ln -s "$root/source/private" "$trial/source/private"; fi
GRADESCOPE_ROOT=$trial GRADESCOPE_COURSE=$course "$root/source/run_autograder"
graded=$trial/results/results.json
if [[ $(grep -c '"name_format"' "$graded") != "$(grep -c '"status": "passed"' "$graded")" ]] ||
  ! grep -q '"name_format"' "$graded"; then
  cat "$graded" >&2
  echo "The reference solutions do not pass in this image." >&2
  exit 1
fi
