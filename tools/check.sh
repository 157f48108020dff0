#!/usr/bin/env bash
# Every check that needs no test run; goes on after a failure, so that one run shows all of them.
set -uo pipefail
cd "$(dirname "$0")/.."

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export SHIJIAN_HOME="$home" DJANGO_SETTINGS_MODULE=shijian.config.settings PATH="$PWD/.venv/bin:$PATH"
unset DATABASE_URL
failed=()

step() {
  local name=$1 log="$home/log"
  shift
  if "$@" >"$log" 2>&1; then
    printf 'ok      %s\n' "$name" && grep -F skipped "$log" || true
  else
    printf 'FAILED  %s\n' "$name"
    cat "$log"
    failed+=("$name")
  fi
}

step "format" ruff format --check .
step "lint" ruff check .
step "templates" djlint shijian --check --lint --allow-empty-input
step "types" mypy --strict shijian
step "layers" env PYTHONPATH=. lint-imports
step "ceilings" python tools/check_ceilings.py
step "words" python tools/check_words.py
step "dependencies" python tools/check_dependencies.py
step "migrations" python -m django makemigrations --check --dry-run
step "gentle migrations" python tools/check_migrations.py
step "translations" python tools/check_messages.py

if [ ${#failed[@]} -gt 0 ]; then
  echo "check: failed: ${failed[*]}" >&2
  exit 1
fi
echo "check: all clean"
