#!/bin/sh
# Debian's Chromium for the browser tests: installed when it is missing and we may. So is its shell
# without windows, in which they take a third of the time; where there is none they run without it.
# Never fails: the tests themselves say in their last lines when no browser was found.
missing=
for program in chromium chromium-headless-shell; do
    command -v "$program" >/dev/null 2>&1 || missing="$missing $program"
done
[ -n "$missing" ] || exit 0
command -v apt-get >/dev/null 2>&1 || exit 0
if [ "$(id -u)" = 0 ]; then
    as_root=
elif sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    exit 0
fi
echo "Installing Debian's$missing for the browser tests."
$as_root apt-get update -qq || true
for program in $missing; do
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        "$program" >/dev/null || true
done
exit 0
