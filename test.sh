#!/usr/bin/env bash
# Runs every test of the product: installs what they need where it is missing, builds once, runs all test projects, and
# ends with one line that sums them up. Arguments go to `dotnet test`, for example: ./test.sh --filter Backup
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
results="$PWD/TestResults"

fail() { echo "$1" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo > /dev/null; then sudo "$@"
  else fail "Not root and no sudo: cannot install packages. Install chromium (or set CHROMIUM_PATH), a font and dovecot-imapd, then run this again."
  fi
}

install_packages() {
  command -v apt-get > /dev/null || fail "No apt-get here: install Chromium (or set CHROMIUM_PATH), a font and Dovecot, then run this again."
  echo "Installing $* ..."
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" > /dev/null || fail "apt-get could not install $*."
}

find_chromium() {
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" && return
  done
  for app in "/Applications/Chromium.app/Contents/MacOS/Chromium" "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    [ -x "$app" ] && echo "$app" && return
  done
}

command -v dotnet > /dev/null || fail "The .NET 10 SDK is needed: no dotnet on the PATH."
command -v node > /dev/null && command -v npm > /dev/null || fail "Node.js 20 or newer with npm is needed to build the pages."
[ "$(node -p 'parseInt(process.versions.node)')" -ge 20 ] || fail "Node.js 20 or newer is needed; this one is $(node --version)."

# Not what Ubuntu calls chromium-browser: there it is a stub that wants snap.
export CHROMIUM_PATH="${CHROMIUM_PATH:-$(find_chromium)}"
if [ -z "$CHROMIUM_PATH" ]; then
  install_packages chromium
  CHROMIUM_PATH="$(find_chromium)"
  [ -n "$CHROMIUM_PATH" ] || fail "Chromium was installed but cannot be found. Set CHROMIUM_PATH."
fi
if command -v fc-list > /dev/null && [ -z "$(fc-list | head -1)" ]; then install_packages fonts-dejavu-core fonts-noto-color-emoji; fi

# Debian keeps it in /usr/sbin, where an ordinary user's PATH does not look. The tests start their own; Debian's is not needed.
if [ -z "$(PATH="$PATH:/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin" command -v dovecot)" ]; then
  install_packages dovecot-imapd
  if [ -d /run/systemd/system ]; then as_root systemctl disable --now dovecot.service dovecot.socket 2> /dev/null; fi
fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
dotnet build UnifiedInbox.slnx --nologo -v quiet || fail "The build failed."

rm -rf "$results"
passed=0 failed=0 skipped=0
for project in tests/*/*.csproj; do
  name="$(basename "$project" .csproj)"
  echo "== $name"
  dotnet test "$project" --no-build --nologo --results-directory "$results/$name" --logger trx \
    --blame-hang-timeout 4m --blame-hang-dump-type none "$@" -- xUnit.MaxParallelThreads=1
  status=$?
  found=0
  # <Counters total="7" executed="7" passed="7" failed="0" error="0" timeout="0" ... notExecuted="0" .../>
  for trx in "$results/$name"/*.trx; do
    [ -e "$trx" ] || continue
    found=1
    counters="$(grep -o '<Counters [^>]*>' "$trx")"
    count() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<< "$counters"; }
    total="$(count total)" executed="$(count executed)" ok="$(count passed)"
    passed=$((passed + ok)) failed=$((failed + executed - ok)) skipped=$((skipped + total - executed))
  done
  # A run that broke off before it could write its results counts as a failure.
  if [ "$status" != 0 ] && { [ "$found" = 0 ] || [ "$failed" = 0 ]; }; then failed=$((failed + 1)); fi
done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
