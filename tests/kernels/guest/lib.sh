# What all guests share. NAME.out, NAME.err and NAME.code are what a command said and how it ended.

# Does the work of a script, and sends what it left in its folder over the serial line $LINE.
do_work() { # SCRIPT
	mkdir -p /out /tmp
	cd /out || return
	uname -r >release
	. "/guest/$1"
	stty -F "$LINE" raw
	# GNU tar writes to no terminal.
	tar -c . | cat >"$LINE"
}

# Waits for COUNT lines with the pattern. Emulated, what takes a second can take half a minute.
until_lines() { # FILE PATTERN [COUNT]
	tries=0
	until found=$(grep -c -- "$2" "$1" 2>/dev/null); [ "${found:-0}" -ge "${3:-1}" ]; do
		tries=$((tries + 1))
		if [ "$tries" -gt 600 ]; then
			echo "guest: no ${3:-1} lines with $2 in $1"
			return 1
		fi
		sleep 0.2
	done
}

# Runs a command to its end.
run() { # NAME COMMAND...
	name=$1
	shift
	echo "guest: $name"
	"$@" >"$name.out" 2>"$name.err"
	echo $? >"$name.code"
}

# Starts ctrack with JSON and waits until events flow.
start() { # NAME FLAG...
	name=$1
	shift
	echo "guest: $name"
	ctrack -o json "$@" >"$name.out" 2>"$name.err" &
	tracer=$!
	until_lines "$name.err" "^ctrack: tracing"
}

# Ends what `start` started.
stop() {
	kill -TERM "$tracer"
	wait "$tracer"
	echo $? >"$name.code"
}
