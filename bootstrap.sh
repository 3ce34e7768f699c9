#!/bin/sh
# Installs what a fresh Debian lacks, then the locked Python packages. Idempotent. `bootstrap.sh test` adds what tests need.
set -eu
cd "$(dirname "$0")"
PATH="$PATH:/usr/sbin:/sbin"

# --- system packages -------------------------------------------------------------------------------------------------
usable='import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
find_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c "$usable" 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
}
missing_packages() {
    [ -n "$(find_python)" ] || echo python3 python3-venv
    if [ "${1:-}" = test ]; then
        [ -x "${CHROMIUM:-/usr/bin/chromium}" ] || echo chromium
        ldconfig -p | grep -q 'libatomic\.so\.1' || echo libatomic1 # the browser driver's own runtime
        [ -n "$(find /usr/share/fonts /usr/local/share/fonts "${HOME:-/nowhere}/.fonts" -name '*.[to]tf' 2>/dev/null | head -n 1)" ] ||
            echo fonts-dejavu-core
    fi
}
need="$(missing_packages "$@" | tr '\n' ' ')"
if [ -n "$need" ]; then
    install="apt-get install -y --no-install-recommends $need"
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        {
            echo "Switchback needs system packages that are not here: $need"
            echo "Ask an administrator of this machine to run, as root:"
            echo "    apt-get update && $install"
            echo "(On another system: Python 3.11 to 3.13 with venv; for the tests also Chromium, named in CHROMIUM.)"
        } >&2
        exit 1
    fi
    echo "Installing system packages: $need"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $install -qq >/dev/null
fi

# --- Python packages, exactly those of requirements.lock ---------------------------------------------------------------
python=.venv/bin/python
if ! "$python" -c "$usable" 2>/dev/null; then
    echo "Making a Python environment in .venv"
    rm -rf .venv
    "$(find_python)" -m venv .venv
fi
if ! cmp -s requirements.lock .venv/.installed; then
    echo "Installing Python packages from requirements.lock"
    uv="$(sed -n '/^uv==/,/[^\\]$/p' requirements.lock)"
    echo "$uv" >.venv/uv.txt
    UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
    export UV_LINK_MODE UV_PYTHON_DOWNLOADS
    # uv is quick; where it cannot reach a package index that only pip is set up for, pip does the same, slower.
    { "$python" -m pip install -q --disable-pip-version-check --require-hashes -r .venv/uv.txt &&
        .venv/bin/uv pip sync -q --python "$python" --require-hashes requirements.lock; } ||
        "$python" -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
    cp requirements.lock .venv/.installed
fi

# --- Switchback itself: its sources on the path, its command beside python ---------------------------------------------
here="$PWD"
for packages in .venv/lib/python3*/site-packages; do
    [ "$(cat "$packages/switchback.pth" 2>/dev/null)" = "$here/src" ] || echo "$here/src" >"$packages/switchback.pth"
done
if ! grep -qs 'switchback.config.command' .venv/bin/switchback || ! grep -q '^exec' .venv/bin/switchback; then
    rm -f .venv/bin/switchback
    cat >.venv/bin/switchback <<'COMMAND'
#!/bin/sh
exec "$(dirname "$(readlink -f "$0")")/python" -m switchback.config.command "$@"
COMMAND
    chmod +x .venv/bin/switchback
fi
