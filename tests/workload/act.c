// SPDX-License-Identifier: MIT
/*
 * Does one known thing, so that a test can say exactly what must be seen:
 *
 *     act WHAT [ARGUMENT...]
 *
 * Linked statically, so it runs in an empty image and starts nothing by itself. Prints facts about
 * itself for the test to compare, one line each.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define THREADS 8

extern char **environ;

static void die(const char *what)
{
	fprintf(stderr, "act: %s: %s\n", what, strerror(errno));
	exit(99);
}

/* Waits for a child and returns its status as a shell would. */
static int wait_for(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid)
		die("waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static pid_t fork_or_die(void)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid < 0)
		die("fork");
	return pid;
}

/* exit CODE [WORD]: says who it is and ends with the code. The word is for whoever reads the arguments. */
static int act_exit(char **args)
{
	printf("%d %d %s\n", getpid(), getppid(), args[0]);
	return atoi(args[0]);
}

/* spawn COUNT PROGRAM [WORD]: runs `PROGRAM exit N WORD` for N = 0, 1, ..., one after the other. */
static int act_spawn(char **args)
{
	int count = atoi(args[0]);
	char number[16];
	int i;

	printf("%d %d spawn\n", getpid(), getppid());
	for (i = 0; i < count; i++) {
		pid_t pid = fork_or_die();

		if (pid == 0) {
			snprintf(number, sizeof(number), "%d", i);
			execl(args[1], args[1], "exit", number, args[2], NULL);
			die(args[1]);
		}
		if (wait_for(pid) != i % 256)
			die("another exit code");
	}
	return 0;
}

/* storm COUNT PROGRAM: starts the program over and over, without a word. */
static int act_storm(char **args)
{
	int count = atoi(args[0]);

	while (count--) {
		pid_t pid = vfork();

		if (pid == 0) {
			execl(args[1], args[1], "none", NULL);
			_exit(99);
		}
		if (pid < 0 || wait_for(pid) != 0)
			die(args[1]);
	}
	return 0;
}

static int act_none(char **args)
{
	(void)args;
	return 0;
}

/* missing: a child whose exec fails and who ends with 127, as a shell does. */
static int act_missing(char **args)
{
	pid_t pid = fork_or_die();

	(void)args;
	if (pid == 0) {
		execl("/no/such/program", "program", NULL);
		_exit(127);
	}
	printf("%d\n", pid);
	return wait_for(pid) == 127 ? 0 : 1;
}

/* signal NUMBER: a child that is ended by the signal; dumps core where the limit and signal let it. */
static int act_signal(char **args)
{
	struct rlimit core = { 0, 0 };
	pid_t pid;

	getrlimit(RLIMIT_CORE, &core);
	core.rlim_cur = core.rlim_max;
	setrlimit(RLIMIT_CORE, &core);
	pid = fork_or_die();
	if (pid == 0) {
		kill(getpid(), atoi(args[0]));
		pause();
	}
	printf("%d\n", pid);
	wait_for(pid);
	return 0;
}

static pthread_barrier_t all_there;
static char **exec_args;

static void *just_meet(void *unused)
{
	pthread_barrier_wait(&all_there);
	return unused;
}

static void *exit_process(void *unused)
{
	pthread_barrier_wait(&all_there);
	exit(7);
	return unused;
}

static void *exec_program(void *unused)
{
	pthread_barrier_wait(&all_there);
	execv(exec_args[0], exec_args);
	die(exec_args[0]);
	return unused;
}

static void *outlive_leader(void *unused)
{
	pthread_barrier_wait(&all_there);
	usleep(20000);
	exit(9);
	return unused;
}

/*
 * threads HOW [PROGRAM ARGUMENT...]: eight threads besides the leader. `join`: all end before the
 * process. `exit`: one that is not the leader ends the process with 7. `exec`: one that is not the
 * leader runs the program. `leader-first`: the leader ends, later the last one ends with 9.
 */
static int act_threads(char **args)
{
	void *(*special)(void *) = just_meet;
	pthread_t threads[THREADS];
	int i;

	if (!strcmp(args[0], "exit"))
		special = exit_process;
	else if (!strcmp(args[0], "exec"))
		special = exec_program;
	else if (!strcmp(args[0], "leader-first"))
		special = outlive_leader;
	exec_args = args + 1;
	printf("%d\n", getpid());
	fflush(stdout);
	pthread_barrier_init(&all_there, NULL, THREADS);
	for (i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, i == THREADS - 1 ? special : just_meet, NULL))
			die("pthread_create");
	if (special == outlive_leader)
		pthread_exit(NULL);
	for (i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	return 0;
}

static char *filled(size_t length, char with)
{
	char *text = malloc(length + 1);

	if (!text)
		die("malloc");
	memset(text, with, length);
	text[length] = 0;
	return text;
}

/* argv HOW PROGRAM: becomes the program with awkward arguments behind `none`. */
static int act_argv(char **args)
{
	char *argv[256] = { args[1], "none" };
	int i;

	if (!strcmp(args[0], "hostile")) {
		argv[2] = "two\nlines\r\tand a tab";
		argv[3] = "\033[31mred\033[0m\033]0;title\a";
		argv[4] = "bad \xff\xfe utf-8 \xc3\x28 \xe2\x82 end";
		argv[5] = "";
		argv[6] = "\xf0\x9f\x90\xb3 \xe4\xb8\xad\xe6\x96\x87";
		argv[7] = "\xc2\x9b"
			  "31m\x7f\xe2\x80\xae";
	} else if (!strcmp(args[0], "long")) {
		argv[2] = filled(10000, 'x');
	} else if (!strcmp(args[0], "many")) {
		for (i = 2; i < 200; i++)
			if (asprintf(&argv[i], "argument-%d", i) < 0)
				die("asprintf");
	} else if (!strcmp(args[0], "huge")) {
		argv[2] = filled(20000, 'y');
	}
	execv(args[1], argv);
	die(args[1]);
	return 0;
}

/* Copies a file, following nothing, with this mode. */
static void copy(const char *from, const char *to, mode_t mode)
{
	static char buffer[1 << 16];
	int in = open(from, O_RDONLY);
	int out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0700);
	ssize_t length;

	if (in < 0 || out < 0)
		die(to);
	while ((length = read(in, buffer, sizeof(buffer))) > 0)
		if (write(out, buffer, length) != length)
			die(to);
	if (fchmod(out, mode) || close(out) || close(in))
		die(to);
}

/* deep LEVELS NAME PROGRAM: that many folders below each other, then runs a copy of it in the last. */
static int act_deep(char **args)
{
	int levels = atoi(args[0]);

	if (chdir("/tmp"))
		die("/tmp");
	while (levels--)
		if ((mkdir(args[1], 0700) && errno != EEXIST) || chdir(args[1]))
			die(args[1]);
	copy(args[2], "deep", 0700);
	execl("./deep", "deep", "none", NULL);
	die("deep");
	return 0;
}

/* copied MODE PROGRAM: runs a copy of the program that is written just before, as user 65534. */
static int act_copied(char **args)
{
	copy(args[1], "/tmp/copied", strtol(args[0], NULL, 8));
	if (setgid(65534) || setuid(65534))
		die("setuid");
	execl("/tmp/copied", "copied", "none", NULL);
	die("/tmp/copied");
	return 0;
}

/* memfd PROGRAM: runs a copy of the program from anonymous memory. */
static int act_memfd(char **args)
{
	char *const argv[] = { "from-memory", "none", NULL };
	int fd = memfd_create("anonymous", MFD_CLOEXEC);
	char path[64];

	if (fd < 0)
		die("memfd_create");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	copy(args[0], path, 0700);
	fexecve(fd, argv, environ);
	die("fexecve");
	return 0;
}

static void end_well(int number)
{
	(void)number;
	_exit(0);
}

/* wait: lives until SIGTERM, also as the first process of a container. */
static int act_wait(char **args)
{
	(void)args;
	signal(SIGTERM, end_well);
	printf("%d\n", getpid());
	fflush(stdout);
	for (;;)
		pause();
	return 0;
}

/* hog: takes memory until it is killed for that. */
static int act_hog(char **args)
{
	const size_t piece = 1 << 20;
	size_t i;

	(void)args;
	for (;;) {
		/* Volatile, or the compiler sees that nobody reads it, and writes nothing. */
		volatile char *memory = malloc(piece);

		if (!memory)
			die("malloc");
		for (i = 0; i < piece; i += 4096)
			memory[i] = 1;
	}
	return 0;
}

/* in CGROUP_PROCS PROGRAM ARGUMENT...: moves itself there, then becomes the program. */
static int act_in(char **args)
{
	int fd = open(args[0], O_WRONLY);

	if (fd < 0 || write(fd, "0", 1) != 1)
		die(args[0]);
	close(fd);
	execv(args[1], args + 1);
	die(args[1]);
	return 0;
}

/* What all processes of a bomb share. */
struct bomb {
	long left;    /* forks still to be made */
	long refused; /* forks for which there was no room */
};

/* Takes one of the forks that are left. */
static int take_fork(struct bomb *bomb)
{
	long left = bomb->left;

	while (left > 0)
		if (__atomic_compare_exchange_n(&bomb->left, &left, left - 1, 0, __ATOMIC_SEQ_CST,
						__ATOMIC_SEQ_CST))
			return 1;
	return 0;
}

/* Forks while there are forks left. A process that is refused one gives it back and ends, which makes room. */
static void burst(struct bomb *bomb, int is_first)
{
	while (take_fork(bomb)) {
		pid_t pid = fork();

		if (pid == 0)
			is_first = 0;
		if (pid >= 0)
			continue;
		__sync_fetch_and_add(&bomb->left, 1);
		__sync_fetch_and_add(&bomb->refused, 1);
		break;
	}
	if (!is_first)
		_exit(0);
}

/*
 * bomb FORKS: a fork bomb that makes exactly so many processes, however often it is refused one. Each forks as
 * fast as it can; who loses its parent comes to the first one. Says how often it was refused.
 */
static int act_bomb(char **args)
{
	struct bomb *bomb = mmap(NULL, sizeof(*bomb), PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (bomb == MAP_FAILED || prctl(PR_SET_CHILD_SUBREAPER, 1))
		die("prepare");
	bomb->left = atol(args[0]);
	/* What the last one gave back is there when it has been waited for. */
	do
		burst(bomb, 1);
	while (wait(NULL) > 0 || bomb->left > 0);
	printf("%ld\n", bomb->refused);
	return 0;
}

static const struct {
	const char *name;
	int args;
	int (*run)(char **args);
} acts[] = {
	{ "argv", 2, act_argv },       { "bomb", 1, act_bomb },	      { "copied", 2, act_copied },
	{ "deep", 3, act_deep },       { "exit", 1, act_exit },	      { "hog", 0, act_hog },
	{ "in", 2, act_in },	       { "memfd", 1, act_memfd },     { "none", 0, act_none },
	{ "missing", 0, act_missing }, { "signal", 1, act_signal },   { "spawn", 2, act_spawn },
	{ "storm", 2, act_storm },     { "threads", 1, act_threads }, { "wait", 0, act_wait },
};

int main(int argc, char **argv)
{
	size_t i;

	for (i = 0; i < sizeof(acts) / sizeof(*acts); i++)
		if (argc > 1 && !strcmp(argv[1], acts[i].name) && argc - 2 >= acts[i].args)
			return acts[i].run(argv + 2);
	fprintf(stderr, "act: unknown act, or too few arguments\n");
	return 98;
}
