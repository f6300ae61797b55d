# What run and run-changes have in common; to be sourced.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
service_jar=$top/directory-service/target/directory-service.jar
loadtest_jar=$here/target/loadtest.jar
# Holds RSS below 250 MB with the cache full; README.md.
default_options="-XX:+UseSerialGC -Xmx128m -Xmn10m -XX:MaxDirectMemorySize=32m -XX:+IgnoreUnrecognizedVMOptions\
 -XX:+UnlockExperimentalVMOptions -XX:TrimNativeHeapInterval=2000"
default_options_used=1
work=$(mktemp -d)
chmod 755 "$work"
pids=()
on_server=() on_client=() cpus=()
declare -A port tls_port path pid tls_pid ops check

stop_all() {
    for one in "${pids[@]}"; do kill "$one" 2> /dev/null || true; done
    for one in "${pids[@]}"; do wait "$one" 2> /dev/null || true; done
    rm -rf "$work"
}
trap stop_all EXIT
trap 'exit 130' INT TERM

tool() { "${on_client[@]}" java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xms256m -Xmn192m -jar "$loadtest_jar" "$@"; }

listens() { (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }

free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 12000)) # below the ports that clients get
        listens "$port" || { echo "$port"; return; }
    done
}

await() { # PORT PID NAME LOG
    for _ in $(seq 300); do
        listens "$1" && return
        kill -0 "$2" 2> /dev/null || break
        sleep 0.1
    done
    echo "$3 did not start:" >&2
    cat "$4" >&2
    exit 1
}

build() {
    if [ ! -f "$service_jar" ] || [ ! -f "$loadtest_jar" ]; then
        echo "building ..."
        (cd "$top" && mvn -B -q -DskipTests package -pl directory-service,deploy/loadtest -am)
    fi
}

# The servers on one core, generator and Redis on another.
pin_cores() { # 1: if it can be done
    cpus=($(awk '/^Cpus_allowed_list/ { n = split($2, part, ","); for (i = 1; i <= n; i++) {
            if (split(part[i], edge, "-") < 2) edge[2] = edge[1]
            for (c = edge[1]; c <= edge[2]; c++) print c } }' /proc/self/status))
    if [ "$1" = 1 ] && command -v taskset > /dev/null && [ ${#cpus[@]} -ge 2 ]; then
        on_server=(taskset -c "${cpus[0]}")
        on_client=(taskset -c "${cpus[1]}")
        echo "pinned: the server on core ${cpus[0]}, generator and Redis on core ${cpus[1]}"
    else
        echo "not pinned (needs taskset and two cores): ratios mean less"
    fi
}

start_redis() {
    redis_port=$(free_port)
    tool redis --to "$work/redis-server"
    "${on_client[@]}" "$work/redis-server" --port "$redis_port" --bind 127.0.0.1 --save '' --appendonly no \
        --dir "$work" > "$work/redis.log" 2>&1 &
    redis_pid=$!
    pids+=("$redis_pid")
    await "$redis_port" "$redis_pid" redis-server "$work/redis.log"
}

service_options() {
    local defaults=""
    [ "$default_options_used" = 0 ] || defaults=$default_options
    echo "${SERVICE_OPTIONS-$defaults}"
}

# started_port, started_pid and started_ops say what it is.
start_service() { # NAME MAX_BYTES TLS_JSON CREDENTIAL_JSON
    started_port=$(free_port)
    started_ops=$(free_port)
    local cache=""
    [ -z "$2" ] || cache=", \"cache\": {\"max-bytes\": \"$2\"}"
    cat > "$work/$1.json" <<END
{
  "redis": {"uri": "redis://127.0.0.1:$redis_port"},
  "directory": {
    "listen": "127.0.0.1:$started_port", "ops": "127.0.0.1:$started_ops", "credentials": [$4]$cache$3
  }
}
END
    # shellcheck disable=SC2046 # options are several words
    "${on_server[@]}" java $(service_options) -jar "$service_jar" --config "$work/$1.json" > "$work/$1.log" 2>&1 &
    started_pid=$!
    pids+=("$started_pid")
    await "$started_port" "$started_pid" "$1" "$work/$1.log"
}
