# The toolchain's versions: named here and nowhere else. Those of npm libraries stand in deno.json.

DENO_VERSION := 2.6.8

# The official releases: deno-TARGET.zip and denort-TARGET.zip, one program each.
DENO_RELEASES := https://github.com/denoland/deno/releases/download/v$(DENO_VERSION)

# denort, the runtime inside a compiled program, has no npm package of its own. Where the official
# release is out of reach it is cut out of a program that `deno compile` made and npm carries: the
# first bytes of that program, to the end of its ELF section table, are the official denort 2.6.10,
# which reads what deno $(DENO_VERSION) writes. x86_64 alone.
DENORT_NPM_PACKAGE := @mcp-stress/linux-x64@0.2.1
DENORT_NPM_VERSION := 2.6.10
DENORT_NPM_SIZE := 92183912
DENORT_NPM_SHA256 := 1b136202dc147212ad0b129de0c10eb5f17060917c9754c7921cd68f764ad2e2
