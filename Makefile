# Building and checking ctrack. `make` lists the targets; V=1 shows the commands.

include packaging/versions.mk

PREFIX ?= /usr/local
DESTDIR ?=
DEMO_SECONDS ?= 15
FUZZ_SECONDS ?= 60
FUZZ_SEED ?=
FUZZ_TARGET ?=
FUZZ_PATH ?=
SOAK_MINUTES ?= 20

Q := $(if $(V),,@)
# A line for each step, in place of its command.
say = $(if $(V),,@printf '  %-7s %s\n' $(1) $(2))

CACHE := .cache
BUILD := $(CACHE)/build
STAMP := $(CACHE)/stamp
LIB := dist/lib
DENO := $(CACHE)/bin/deno
# The runtime of compiled programs; DENORT_BIN=/path/denort names another one, as deno has it.
ifdef DENORT_BIN
DENORT := $(abspath $(DENORT_BIN))
else
DENORT := $(abspath $(CACHE)/bin/denort-for-$(DENO_VERSION))
endif

export PATH := $(PATH):/usr/sbin:/sbin
export DENO_VERSION DENO_RELEASES
export DENORT_NPM_PACKAGE DENORT_NPM_VERSION DENORT_NPM_SIZE DENORT_NPM_SHA256
export DEMO_SECONDS FUZZ_SECONDS FUZZ_SEED FUZZ_TARGET FUZZ_PATH
export DENO_DIR := $(CURDIR)/$(CACHE)/deno
export DENO_NO_UPDATE_CHECK := 1
# A registry's certificate may be known to the system alone.
export DENO_TLS_CA_STORE := system,mozilla

MACHINE := $(shell uname -m)
BPF_ARCH := $(if $(filter aarch64,$(MACHINE)),arm64,x86)

# v3 of the instruction set: its 32-bit jumps keep what old verifiers know about bounds.
BPF_FLAGS := -g -O2 -mcpu=v3 -target bpf -D__TARGET_ARCH_$(BPF_ARCH)
SHIM_FLAGS := -O2 -g0 -std=gnu11 -fPIC -shared -fvisibility=hidden -s
# libbpf and what it needs are a part of the shim; ffi/static makes that possible.
SHIM_LINK := -Wl,-Bstatic -lbpf -lelf -lz -Wl,-Bdynamic -Wl,--exclude-libs,ALL -Wl,--gc-sections \
	-Wl,-soname,libctrack_shim.so -Wl,-z,relro,-z,now,-z,defs
WARN := -Wall -Wextra -Werror
# Flags that make clang compile for another machine, together with MACHINE=.
CROSS ?=

# What the compiled program may do; anything else is refused without a question.
# - ffi: the shim with libbpf. It lies in anonymous memory, so there is no path to narrow it to.
# - read, write: /proc, a runtime's socket, recordings and histories, which the user may put anywhere; a unix
#   socket needs both. No file is ever written that was not asked for.
# - sys: the name of the host; who runs it, to tell whose the folders are that it writes to.
# - net: the made-up host under which a runtime's socket is asked.
# Variables that the libraries of gRPC and YAML ask for are not there for them: nothing of the environment turns their
# traffic or their words.
IGNORED_ENV := GRPC_NODE_VERBOSITY,GRPC_VERBOSITY,GRPC_NODE_TRACE,GRPC_TRACE,GRPC_DEFAULT_SSL_ROOTS_FILE_PATH,$\
	GRPC_SSL_CIPHER_SUITES,grpc_proxy,no_grpc_proxy,no_proxy,https_proxy,http_proxy,$\
	GRPC_EXPERIMENTAL_ENABLE_OUTLIER_DETECTION,GRPC_NODE_USE_ALTERNATIVE_RESOLVER,LOG_STREAM,LOG_TOKENS
PERMISSIONS := --no-prompt --allow-ffi --allow-read --allow-write --allow-net=d \
	--allow-env=DOCKER_HOST,NO_COLOR,TERM,CTRACK_DEBUG --ignore-env=$(IGNORED_ENV) --allow-sys=hostname,uid,gid

# V8 lets its heaps grow far beyond what lives in them before it collects. Events are garbage at once: a young
# heap of 4 MB and an old one that grows by a fifth cost no time that can be measured, and save 60 MB. Two threads that
# share what little survives take longer than one. And the last of its compilers, meant for what runs for long, takes
# more time for a list of 5,000 processes than the list itself: it waits until a function has been called 20,000 times.
# Eight seconds after a load the engine would tidy up for the sake of the memory: an event of that moment came 15 ms late.
V8_FLAGS := --max-semi-space-size=4,--min-semi-space-size=4,--heap-growing-percent=20,$\
	--no-parallel-scavenge,--no-memory-reducer,--invocation-count-for-turbofan=20000

BPF_OBJECT := $(BUILD)/process.bpf.o
SKELETON := $(BUILD)/process.skel.h
BUNDLE := $(CACHE)/bundle/main.js
LAYOUT := src/wire/layout.gen.ts
SHIM := $(LIB)/libctrack_shim.so

# What lies beside an installed program: the manual page, and what three shells complete.
SHARE := dist/share
MANUAL := $(SHARE)/man/man1/ctrack.1
COMPLETIONS := $(SHARE)/bash-completion/completions/ctrack $(SHARE)/zsh/site-functions/_ctrack \
	$(SHARE)/fish/vendor_completions.d/ctrack.fish

TS_SOURCES := main.ts $(shell find src -name '*.ts')
# What deno formats. Prose is wrapped by hand.
FORMATTED := deno.json main.ts bpf src packaging tests
C_SOURCES := $(shell find bpf ffi tests -name '*.[ch]')

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

.PHONY: help setup build install demo test ok fmt layout layout-check bench fuzz soak test-kernels unit e2e clean distclean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

# The bundler is a part of deno that is fetched when first used.
setup: setup-build $(DENORT) $(BUNDLE) ## install the toolchain: packages, deno, denort, npm libraries

build: dist/ctrack $(MANUAL) $(COMPLETIONS) ## build dist/ctrack, its manual page and completions

install: build ## copy them to $(DESTDIR)$(PREFIX)/{bin,share,lib/systemd}; PREFIX=/usr/local DESTDIR=
	$(Q)install -D -m 755 dist/ctrack '$(DESTDIR)$(PREFIX)/bin/ctrack'
	$(Q)for file in $(patsubst dist/%,%,$(MANUAL) $(COMPLETIONS)); do \
		install -D -m 644 "dist/$$file" '$(DESTDIR)$(PREFIX)'"/$$file" || exit 1; done
	$(Q)install -D -m 644 packaging/ctrack.service '$(DESTDIR)$(PREFIX)/lib/systemd/system/ctrack.service'
	$(Q)sed -i 's|/usr/local/bin/|$(subst &,\&,$(subst %,%%,$(PREFIX)))/bin/|' '$(DESTDIR)$(PREFIX)/lib/systemd/system/ctrack.service'

demo: ## show the table on a live container; as root. DEMO_SECONDS=15
	$(Q)packaging/require.sh build demo
	$(Q)+$(MAKE) --no-print-directory build
	$(Q)packaging/demo.sh

test: ## set up, build, run everything; as root. The last line counts
	$(Q)+packaging/test.sh '$(MAKE)' setup-test build ok e2e

ok: fmt-check lint check clang-format layout-check unit ## the quick gate: no root, no daemon

fmt: $(STAMP)/toolchain ## format TypeScript and C
	$(Q)$(DENO) fmt --quiet $(FORMATTED)
	$(Q)clang-format -i $(C_SOURCES)

layout: $(BUILD)/layout.gen.ts ## write src/wire/layout.gen.ts anew from the compiled object
	$(Q)cmp -s $< $(LAYOUT) || cp $< $(LAYOUT)

layout-check: $(BUILD)/layout.gen.ts ## fail where the committed layout is not the compiled one
	$(call say,CHECK,$(LAYOUT))
	$(Q)diff -u $(LAYOUT) $< || { echo '$(LAYOUT) does not fit bpf/event.h; try: make layout' >&2; exit 1; }

bench: dist/ctrack ## measure against no tracer, a C consumer and bpftrace; as root
	$(Q)packaging/require.sh test
	$(Q)$(DENO) run --allow-all tests/bench/run.ts

fuzz: $(STAMP)/libraries shim-fuzzers ## look for input that breaks it; FUZZ_SECONDS=60 FUZZ_SEED= FUZZ_TARGET=
	$(Q)$(DENO) run --allow-all --frozen tests/fuzz/run.ts

# Kernels, their C libraries and a Debian with Docker are fetched once, into .cache/kernels. GUESTS= names some.
test-kernels: dist/ctrack ## dist/ctrack on Debian's kernels, each in an emulator; as root. Half an hour
	$(Q)packaging/require.sh build kernels npm
	$(Q)$(DENO) run --allow-all --frozen tests/kernels/run.ts $(GUESTS)

# Tests that need root, a daemon or dist/ctrack.
E2E_TESTS := tests/e2e tests/soak tests/torture tests/workload $(shell find tests/enrich tests/fuzz -name '*_real_test.ts')
COMMA := ,
EMPTY :=
SPACE := $(EMPTY) $(EMPTY)

unit: $(SHIM) $(STAMP)/libraries ## the tests that need neither root nor a daemon
	$(Q)packaging/run_tests.sh unit 240 --parallel --ignore=tests/bench,$(subst $(SPACE),$(COMMA),$(E2E_TESTS)) tests

e2e: dist/ctrack shim-fuzzers ## the tests on dist/ctrack, real eBPF and a real dockerd; as root
	$(Q)packaging/run_tests.sh e2e 1500 $(E2E_TESTS)

# Its short form is a part of e2e. 80 rounds at least; a round takes 3 to 10 s, and what is not a round a minute.
soak: dist/ctrack ## storms, fork bombs and 100,000 containers at length; as root. SOAK_MINUTES=20
	$(Q)SOAK_MINUTES=$(SOAK_MINUTES) packaging/run_tests.sh soak $$(($(SOAK_MINUTES) * 60 + 1200)) tests/soak

clean: ## remove what was built
	$(Q)rm -rf dist $(BUILD) $(dir $(BUNDLE))

distclean: clean ## remove the toolchain and the libraries, too
	$(Q)rm -rf $(CACHE)

# --- parts of the targets above ---

.PHONY: setup-build setup-test fmt-check lint check clang-format shim-fuzzers

setup-build:
	$(Q)packaging/require.sh build

setup-test:
	$(Q)packaging/require.sh build test fuzz
	$(Q)+$(MAKE) --no-print-directory setup

fmt-check: $(STAMP)/toolchain
	$(call say,CHECK,fmt)
	$(Q)$(DENO) fmt --check $(FORMATTED)

lint: $(STAMP)/libraries
	$(call say,CHECK,lint)
	$(Q)$(DENO) lint

check: $(STAMP)/libraries
	$(call say,CHECK,types)
	$(Q)$(DENO) check --frozen --quiet .

clang-format:
	$(call say,CHECK,clang-format)
	$(Q)clang-format --dry-run -Werror $(C_SOURCES)

# The tools of `build`, asked for once; `make setup` asks each time.
$(STAMP)/tools: packaging/requirements.txt
	$(Q)packaging/require.sh build
	@mkdir -p $(@D) && touch $@

$(STAMP)/toolchain: packaging/versions.mk | $(STAMP)/tools
	$(Q)packaging/get_deno.sh $(DENO)
	@touch $@

# The npm libraries of deno.json, after which nothing is fetched any more.
$(STAMP)/libraries: deno.json deno.lock $(STAMP)/toolchain
	$(call say,FETCH,'npm libraries')
	$(Q)$(DENO) install --frozen --quiet
	@touch $@

# Its name has the version, and it is put there whole: once there, it is right.
$(DENORT): | $(STAMP)/toolchain
	$(Q)packaging/get_denort.sh $(DENO) $@

$(BPF_OBJECT): bpf/process.bpf.c $(wildcard bpf/*.h) | $(STAMP)/tools
	@mkdir -p $(@D)
	$(call say,BPF,$@)
	$(Q)clang $(BPF_FLAGS) $(WARN) -Wno-unused-parameter -I bpf -c $< -o $@
	$(Q)llvm-strip -g $@

$(SKELETON): $(BPF_OBJECT)
	$(Q)bpftool gen skeleton $< name process_bpf >$@

$(BUILD)/layout.gen.ts: $(BPF_OBJECT) bpf/gen_layout.ts | $(STAMP)/toolchain
	$(Q)bpftool -j btf dump file $< >$(BUILD)/btf.json
	$(Q)$(DENO) run --no-prompt --allow-read=$(BUILD) bpf/gen_layout.ts $(BUILD)/btf.json >$@

# The folder is embedded whole: nothing else may be left in it.
$(SHIM): $(wildcard ffi/*.c ffi/static/*.c) $(wildcard ffi/*.h) bpf/event.h $(SKELETON)
	@rm -rf $(@D) && mkdir -p $(@D)
	$(call say,SHIM,$@)
	$(Q)clang $(CROSS) $(SHIM_FLAGS) $(WARN) -I bpf -I $(BUILD) $(filter %.c,$^) -o $@ $(SHIM_LINK)

# Parts of the shim with libFuzzer around them, and all of it on the real kernel, with sanitizers.
SANITIZE := -g -O1 -std=gnu11 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
FUZZ := $(CACHE)/fuzz
SHIM_FUZZERS := $(addprefix $(FUZZ)/,small_btf batch command host_files)
FUZZ_HEADERS := $(wildcard ffi/*.h) bpf/event.h $(SKELETON) tests/fuzz/shim/check.h

$(STAMP)/sanitizers: packaging/requirements.txt
	$(Q)packaging/require.sh fuzz
	@mkdir -p $(@D) && touch $@

shim-fuzzers: $(SHIM_FUZZERS) $(FUZZ)/staircase
	@:

$(FUZZ)/small_btf: ffi/small_btf.c ffi/kernel_types.c ffi/attach_targets.c
$(FUZZ)/small_btf: LINK := -lbpf -lelf -lz
$(FUZZ)/batch: ffi/batch.c
$(FUZZ)/command: ffi/command.c
$(FUZZ)/command: LINK := -Wl,--wrap=posix_spawnp
$(FUZZ)/host_files: ffi/host_mounts.c ffi/kernel_btf.c
$(FUZZ)/host_files: LINK := -Wl,--wrap=open,--wrap=read,--wrap=close,--wrap=stat,--wrap=fstat
$(FUZZ)/staircase: $(wildcard ffi/*.c)
$(FUZZ)/staircase: LINK := -lbpf -lelf -lz

$(SHIM_FUZZERS): SANITIZE += -fsanitize=fuzzer
$(SHIM_FUZZERS) $(FUZZ)/staircase: $(FUZZ)/%: tests/fuzz/shim/%.c $(FUZZ_HEADERS) | $(STAMP)/sanitizers
	@mkdir -p $(@D)
	$(call say,FUZZ,$@)
	$(Q)clang $(SANITIZE) $(WARN) -I bpf -I ffi -I $(BUILD) $(filter %.c,$^) -o $@ $(LINK)

# One small file starts sooner than two hundred, and holds of each library only what is used. What the program loads
# when it needs it gets a file of its own beside it. They lie as deep as src/shim, from where the path to
# dist/lib is told.
$(BUNDLE): $(TS_SOURCES) $(STAMP)/libraries
	@rm -rf $(@D) && mkdir -p $(@D)
	$(call say,BUNDLE,$@)
	$(Q)$(DENO) bundle --quiet --frozen --minify --platform deno --code-splitting --outdir $(@D) main.ts

# --no-code-cache: a cache in a shared folder could be planted for root to run.
dist/ctrack: $(BUNDLE) $(SHIM) $(DENORT) Makefile
	$(call say,COMPILE,$@)
	$(Q)DENORT_BIN='$(DENORT)' $(DENO) compile --quiet --no-check --no-code-cache $(PERMISSIONS) \
		--v8-flags=$(V8_FLAGS) --include $(LIB) --output $@ $(BUNDLE)

# SOURCE_DATE_EPOCH, seconds since 1970, stands for now where builds are to be alike.
$(MANUAL): $(TS_SOURCES) packaging/manual.ts deno.json | $(STAMP)/libraries
	@mkdir -p $(@D)
	$(call say,MANUAL,$@)
	$(Q)$(DENO) run --quiet --frozen --no-prompt packaging/manual.ts \
		$$(date -u -d "@$${SOURCE_DATE_EPOCH:-$$(date +%s)}" +%F) >$@

# The folder's name begins with the shell's.
$(COMPLETIONS): dist/ctrack
	@mkdir -p $(@D)
	$(call say,SHELL,$@)
	$(Q)dist/ctrack completions $(firstword $(subst -, ,$(subst /, ,$(@:$(SHARE)/%=%)))) >$@
