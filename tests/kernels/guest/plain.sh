# What ctrack does on a kernel, by cgroups in the shape of a container's.
ID=$(printf 'c0ffee%058d' 1)
MOVED=$(printf 'c0ffee%058d' 2)

# 23 programs in a container's cgroup: act, and 22 that it starts.
known_execs() { # NAME HIERARCHY
	mkdir -p "$2/docker/$ID"
	start "$1" -e fork,exec,exit
	act in "$2/docker/$ID/cgroup.procs" /bin/act spawn 22 /bin/leaf "$1"
	until_lines "$1.out" '"event":"exit"' 23
	stop
}

run doctor ctrack doctor -o json
known_execs execs /sys/fs/cgroup

start moves -e cgroup
mkdir "/sys/fs/cgroup/docker/$MOVED"
act wait &
moved=$!
echo "$moved" >moved
echo "$moved" >"/sys/fs/cgroup/docker/$MOVED/cgroup.procs"
kill -KILL "$moved"
wait "$moved"
until rmdir "/sys/fs/cgroup/docker/$MOVED"; do usleep 100000; done
until_lines moves.out '"action":"release"'
stop

act in "/sys/fs/cgroup/docker/$ID/cgroup.procs" /bin/act wait >ran_before &
before=$!
until_lines ran_before .
run snapshot ctrack ps -o json
kill -KILL "$before"

# A buffer of a page, a tracer that is halted: 3 events a program, and exec and exit of the storm itself. By their
# names the kernel leaves out this shell, whose waiting would be lost, too, before its cgroup is judged.
start losses --buffer-size 4096 -e fork,exec,exit --comm act,leaf
for count in 10 300 10; do
	[ "$count" = 10 ] || kill -STOP "$tracer"
	act in "/sys/fs/cgroup/docker/$ID/cgroup.procs" /bin/act storm "$count" /bin/leaf
	[ "$count" = 10 ] && continue
	kill -CONT "$tracer"
	until_lines losses.out '"event":"lost"'
done
stop

# The same kernel with its controllers elsewhere: pids as v1, with and without v2 beside it.
rmdir "/sys/fs/cgroup/docker/$ID" /sys/fs/cgroup/docker
umount /sys/fs/cgroup
mount -t tmpfs cgroup /sys/fs/cgroup
mkdir /sys/fs/cgroup/pids /sys/fs/cgroup/unified
mount -t cgroup -o pids pids /sys/fs/cgroup/pids
mount -t cgroup2 cgroup2 /sys/fs/cgroup/unified
known_execs hybrid /sys/fs/cgroup/pids
umount /sys/fs/cgroup/unified
known_execs v1 /sys/fs/cgroup/pids

# A kernel that does not tell its types.
mount -t tmpfs none /sys/kernel/btf
run no_btf ctrack -t 1s
run no_btf_doctor ctrack doctor -o json
