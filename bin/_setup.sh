# Shared by bin/demo, bin/test and bin/check (POSIX sh, sourced): system parts, .venv, catalogues.
#
#   set_up demo    what running needs: Python, Pango, gettext
#   set_up check   the same plus what checking needs: docker-compose
#   set_up test    the same plus what testing needs: PostgreSQL, Redis, Chromium, poppler
#
# A machine that lacks a part and may not be changed is told the one command and left as it was.

set -eu
CDPATH='' cd -- "$(dirname -- "$0")/.."
export PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf '==> %s\n' "$*"; }

give_up() {
    status=$1
    shift
    printf '%s\n' "$*" >&2
    exit "$status"
}

# --- System parts -----------------------------------------------------------------------------

python_fits() {
    "$1" -c 'import sys, ensurepip, venv; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' \
        2>/dev/null
}

find_python() {
    for python in ${PYTHON:-python3.11 python3 /usr/bin/python3.11 /usr/bin/python3}; do
        if python_fits "$python"; then return 0; fi
    done
    python=
    return 1
}

# Asks the dynamic linker itself, so that LD_LIBRARY_PATH counts too.
library_loads() {
    "${python:-python3}" - "$1" 2>/dev/null <<'END'
import ctypes, ctypes.util, sys
name = sys.argv[1]
try:
    ctypes.CDLL(f"lib{name}.so.0")
except OSError:
    sys.exit(ctypes.util.find_library(name) is None)
END
}

knows_time_zones() {
    "${python:-python3}" -c 'import zoneinfo; zoneinfo.ZoneInfo("Asia/Seoul")' 2>/dev/null
}

have() {
    for command in "$@"; do
        if command -v "$command" >/dev/null 2>&1; then return 0; fi
    done
    return 1
}

# Debian keeps the server's own commands off the PATH.
have_postgresql() {
    have initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}

have_compose() {
    have docker-compose || docker compose version >/dev/null 2>&1
}

# Sets `missing` to the Debian packages that bring what is not there.
find_missing() {
    missing=
    need() { missing="$missing $1"; }
    find_python || need python3-venv
    library_loads pangoft2-1.0 || need libpangoft2-1.0-0
    library_loads harfbuzz-subset || need libharfbuzz-subset0
    knows_time_zones || need tzdata
    have msgfmt || need gettext
    case $1 in
    check)
        have_compose || need docker-compose
        ;;
    test)
        [ -n "${TEST_DATABASE_URL:-}" ] || have_postgresql || need postgresql
        [ -n "${TEST_REDIS_URL:-}" ] || have redis-server || need redis-server
        have chromium chromium-browser google-chrome || need chromium
        have pdftoppm || need poppler-utils
        have_compose || need docker-compose
        ;;
    esac
    missing=${missing# }
}

may_install() {
    if ! have apt-get; then return 1; fi
    if [ "$(id -u)" = 0 ]; then
        as_root='env'
    elif have sudo && sudo -n true 2>/dev/null; then
        as_root='sudo -n env'
    else
        return 1
    fi
}

install_missing() {
    if [ -n "${PYTHON:-}" ] && [ -z "$python" ]; then
        give_up 2 "PYTHON=$PYTHON is not a Python 3.11 to 3.13 with venv."
    fi
    install="apt-get update && apt-get install -y --no-install-recommends $missing"
    if ! may_install; then
        if ! have apt-get; then
            give_up 2 "Missing system parts (named as Debian packages): $missing"
        elif have sudo; then
            give_up 2 "System parts are missing. Nothing was changed. Run once:
    sudo sh -c '$install'"
        else
            give_up 2 "System parts are missing. Nothing was changed. As root, run once:
    su -c '$install'"
        fi
    fi
    say "Installing system packages: $missing"
    mkdir -p var/log
    # Words in $as_root and $missing are split on purpose.
    # shellcheck disable=SC2086
    if ! { $as_root DEBIAN_FRONTEND=noninteractive apt-get -q update &&
        $as_root DEBIAN_FRONTEND=noninteractive \
            apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=600 install $missing; } \
        </dev/null >var/log/apt.log 2>&1; then
        tail -n 30 var/log/apt.log >&2
        give_up 2 "Installing failed (see above and var/log/apt.log). By hand: $install"
    fi
}

# --- Python packages --------------------------------------------------------------------------

# The copies in .venv say what it was made from, so that a second run has nothing to do.
is_installed() {
    for file in "$@"; do
        cmp -s "$file" ".venv/$(basename "$file").installed" || return 1
    done
}

make_venv() {
    if ! .venv/bin/python -c 'import sys, pip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' \
        2>/dev/null; then
        say "Making .venv with $("$python" --version)"
        rm -rf .venv
        "$python" -m venv .venv
    fi
    if is_installed "$@"; then return 0; fi
    say "Installing Python packages: $*"
    requirements=
    for file in "$@"; do requirements="$requirements -r $file"; done
    # The lock files name every package, so nothing is left to resolve: resolving them again fails with
    # older pips as soon as a package that is asked for with an extra has a newer release.
    # shellcheck disable=SC2086
    .venv/bin/python -m pip install --quiet --no-deps --require-hashes --only-binary :all: $requirements
    .venv/bin/python -m pip check --quiet
    for file in "$@"; do cp "$file" ".venv/$(basename "$file").installed"; done
}

compile_messages() {
    say "Compiling message catalogues"
    python manage.py compilemessages --verbosity 0 --ignore .venv --ignore var --ignore node_modules
}

# --- All of it --------------------------------------------------------------------------------

set_up() {
    find_missing "$1"
    if [ -n "$missing" ]; then
        install_missing
        find_missing "$1"
        [ -z "$missing" ] || give_up 2 "Still missing after installing: $missing"
    fi
    case $1 in
    demo) make_venv requirements.txt ;;
    *) make_venv requirements.txt requirements/dev.txt ;;
    esac
    PATH="$PWD/.venv/bin:$PATH"
    VIRTUAL_ENV="$PWD/.venv"
    export PATH VIRTUAL_ENV
    compile_messages
}
