# What ctrack does under a systemd and a dockerd that live.
IN_WEB='"event":"exit".*"name":"web"'
export PATH=/usr/local/bin:/usr/bin:/usr/sbin:/bin:/sbin

mkdir -p image/bin
cp /guest/act /guest/leaf /guest/busybox image/bin/
ln -s busybox image/bin/sh
tar -C image -c . | docker import - acts >import.out 2>&1
rm -r image
run in_container docker run --rm --net=none acts /bin/busybox cat /proc/self/cgroup

# 23 programs in a container, then one that `docker exec` starts in another one.
docker run --detach --net=none --name db acts /bin/act wait >db.id 2>db.err
start docker --label-wait 60s -e fork,exec,exit,container
docker run --net=none --name web acts /bin/act spawn 22 /bin/leaf web >web.out 2>web.err
until_lines docker.out "$IN_WEB" 23
docker exec db /bin/leaf exit 5 db >exec.out 2>exec.err
until_lines docker.out '"event":"exit".*"name":"db"'
stop
run ps ctrack ps db -o json

start unit --host-only -e exec
systemd-run --quiet --wait --unit=known /guest/leaf exit 0 known
until_lines unit.out '"known"'
stop

docker run --detach --net=none --name busy acts /bin/sh -c 'while :; do :; done' >busy.id 2>busy.err
run top ctrack top -o json --iterations 2 --interval 5s
docker rm --force busy >/dev/null

# The unit as it is installed.
systemctl start ctrack
echo $? >service.code
tries=0
until journalctl -u ctrack >service.log && grep -q "recording to" service.log; do
	tries=$((tries + 1))
	[ "$tries" -lt 200 ] || break
	sleep 0.5
done
docker run --net=none --name job acts /bin/act spawn 3 /bin/leaf job >job.out 2>job.err
sleep 5
systemctl stop ctrack
systemctl show -p Result -p ExecMainStatus ctrack >service.end
journalctl -u ctrack >service.log
run history ctrack history runs --db /var/lib/ctrack/history.db -c job -o json
run doctor ctrack doctor -o json
