#!/bin/sh
# Debian's Chromium for the browser tests: installed when it is missing and we may.
# Never fails: the tests themselves say in their last lines when no browser was found.
command -v chromium >/dev/null 2>&1 && exit 0
command -v apt-get >/dev/null 2>&1 || exit 0
if [ "$(id -u)" = 0 ]; then
    as_root=
elif sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    exit 0
fi
echo "Installing Debian's Chromium for the browser tests."
$as_root apt-get update -qq || true
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    chromium >/dev/null || true
exit 0
