# The front door. Everything is built below build/; nothing else is touched.
JOBS ?= $(shell nproc)
QUIET ?= --log-level=NOTICE

.PHONY: all build demo test bench fuzz lint clean bootstrap bootstrap-checks release asan mingw
.NOTPARALLEL:

all: build

bootstrap:
	@scripts/bootstrap

bootstrap-checks:
	@scripts/bootstrap checks

build: bootstrap
	@cmake $(QUIET) --preset dev
	@cmake --build --preset dev -j $(JOBS)

release: bootstrap
	@cmake $(QUIET) --preset release
	@cmake --build --preset release -j $(JOBS)

## make demo: build five inert Windows disks, scan them, show the verdicts
demo: bootstrap
	@cmake $(QUIET) --preset dev
	@cmake --build --preset dev -j $(JOBS) --target quell make_worlds
	@scripts/demo build/dev demo

## make test: unit, functional and comparison tests
test: build
	@ctest --preset dev -j $(JOBS)

## make bench: quell against public tools on the same input, as ratios
bench: release
	@bench/run build/release

## make fuzz [FUZZ_SECONDS=60]: every fuzz target for so many seconds
FUZZ_SECONDS ?= 60
fuzz: bootstrap-checks
	@cmake $(QUIET) --preset fuzz
	@cmake --build --preset fuzz -j $(JOBS) --target fuzz_targets
	@scripts/fuzz build/fuzz $(FUZZ_SECONDS)

## make lint: rooms, format, clang-tidy
lint: bootstrap-checks
	@scripts/check-layers
	@scripts/check-format
	@cmake $(QUIET) --preset dev
	@scripts/check-tidy build/dev

## make asan: all tests under the address, leak and undefined-behaviour sanitizers
asan: bootstrap
	@cmake $(QUIET) --preset asan
	@cmake --build --preset asan -j $(JOBS)
	@ctest --preset asan -j $(JOBS)

## make mingw: the portable rooms and their tests for Windows, run under wine64
mingw: bootstrap-checks
	@scripts/third-party
	@cmake $(QUIET) --preset mingw
	@cmake --build --preset mingw -j $(JOBS)
	@scripts/wine wineboot --init >/dev/null 2>&1
	@ctest --preset mingw

clean:
	@rm -rf build demo
