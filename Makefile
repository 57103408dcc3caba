# spanvet. `make demo` shows what it does, `make test` runs the quick tests, `make help` the rest.
VARIANT ?= release
B       := build/$(VARIANT)
GEN     := $(B)/gen
prefix  ?= $(or $(PREFIX),/usr/local)
FUZZ_SECONDS ?= 60
MAKEFLAGS += --no-print-directory

# ---- what is needed: pkg-config names, and the Debian packages that bring them ----
PKGS  := jansson libcurl libprotobuf-c libzstd zlib ncursesw
DEBS  := gcc libc6-dev make pkg-config libjansson-dev libcurl4-openssl-dev libprotobuf-c-dev \
         protobuf-c-compiler libzstd-dev zlib1g-dev libncurses-dev python3 python3-protobuf \
         python3-jsonschema protobuf-compiler zstd $(DEBS_$(VARIANT))
DEBS_fuzz := clang libclang-rt-14-dev
MISSING = $(strip $(foreach p,$(PKGS),$(shell pkg-config --exists $p 2>/dev/null || echo $p)) \
          $(foreach c,$(CC) protoc-c pkg-config,$(shell command -v $c >/dev/null || echo $c)))

# ---- variants ----
WARN := -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes \
        -Wmissing-prototypes -Wvla -Wwrite-strings -Wdouble-promotion $(if $(WERROR),-Werror) \
        $(if $(filter fuzz,$(VARIANT)),-Wno-implicit-int-float-conversion)
CC   := $(if $(filter fuzz,$(VARIANT)),clang,gcc)
SAN  := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
OPT_release := -O2 -g -flto=auto -ffat-lto-objects
OPT_asan    := -O1 -g $(SAN)
OPT_tsan    := -O1 -g -fsanitize=thread -fno-omit-frame-pointer
OPT_fuzz    := -O1 -g $(SAN) -fsanitize=fuzzer-no-link
OPT     := $(OPT_$(VARIANT))
ALL_CFLAGS := -std=c11 -D_GNU_SOURCE $(OPT) $(CFLAGS) -I. -I$(GEN) \
              $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
# libcurl is loaded when it is first used, see io/http_curl.h.
LIBS    := $(shell pkg-config --libs $(filter-out libcurl,$(PKGS)) 2>/dev/null) -lm -pthread

# ---- files ----
FOLDERS := core io lint rules metrics tui cli
SRC     := $(wildcard $(FOLDERS:%=%/*.c))
GEN_SRC := $(patsubst io/%.proto,$(GEN)/io/%.pb-c.c,$(wildcard io/*.proto)) \
           $(GEN)/rules/packs.c $(GEN)/rules/snippets.c $(GEN)/lint/report_html_page.c \
           $(GEN)/metrics/create_sh.c
GEN_H   := $(patsubst %.pb-c.c,%.pb-c.h,$(filter %.pb-c.c,$(GEN_SRC)))
OBJ     := $(SRC:%.c=$(B)/%.o) $(GEN_SRC:%.c=%.o)
LIB     := $(B)/libspanvet.a
TESTS   := $(patsubst %.c,$(B)/%,$(wildcard tests/unit/test_*.c tests/tools/*.c))
TESTLIB := $(patsubst %.c,$(B)/%.o,$(wildcard tests/lib/*.c))
FUZZERS := $(patsubst tests/%.c,$(B)/%,$(wildcard tests/fuzz/fuzz_*.c))

# ---- targets ----
all: $(if $(filter release,$(VARIANT)),build/spanvet,$(B)/spanvet)
.PHONY: all help demo test check e2e asan tsan fuzz bench layers budget docs deps install uninstall \
        format clean tests fuzzers ready
.DELETE_ON_ERROR:
.SECONDARY:
ifndef V
.SILENT:
endif
say = echo '$(1) $@' &&

help:
	printf '%s\n' 'demo     install what is missing, build, lint a noisy sample' \
	'test     install what is missing, build, run the quick tests (check: without installing)' \
	'asan     the quick tests with sanitizers      tsan  threads that race' \
	'fuzz     each fuzzer for FUZZ_SECONDS=$(FUZZ_SECONDS)' \
	'e2e      slow tests: real SDKs and a Collector, every prefix, a short benchmark' \
	'bench    time and memory against others         layers, budget: checks of the sources' \
	'docs     generated parts of README.md           format clang-format' \
	'deps     the Debian packages that are missing   clean  removes build/' \
	'install  to DESTDIR/prefix, prefix=$(prefix)   uninstall' \
	'VARIANT=release|asan|tsan|fuzz  CFLAGS=...  WERROR=1  V=1'

demo: deps
	$(MAKE) all
	echo '$$ build/spanvet lint samples/noisy.jsonl'
	build/spanvet lint samples/noisy.jsonl || [ $$? -eq 1 ]
	echo '      build/spanvet tui samples/noisy.jsonl   the trace itself, to walk through'

test: deps
	$(MAKE) check

check: all tests
	BUILD=$(B) tests/run.sh $(if $(filter release,$(VARIANT)),static) quick

e2e: all tests
	BUILD=$(B) LANES=$${LANES:-2} tests/run.sh e2e
asan: deps
	$(MAKE) VARIANT=asan check
tsan: deps
	$(MAKE) VARIANT=tsan all
	BUILD=build/tsan SPANVET=build/tsan/spanvet tests/threads.sh

fuzz:
	$(MAKE) VARIANT=fuzz deps
	$(MAKE) VARIANT=fuzz fuzzers
	tests/fuzz/run.sh $(FUZZ_SECONDS) $(FUZZERS:$(B)/%=build/fuzz/%)

bench: all $(B)/tests/tools/rule_cost
	tests/bench/bench.py $(BENCH)

layers budget:
	tests/$@.sh
docs: all
	docs/generate.py
tests: $(TESTS)
fuzzers: $(FUZZERS)
deps:
	tests/deps.sh $(DEBS)

# What is installed beside the program: its manual and completions, by itself, and the schemas.
SHARE := $(B)/share
$(SHARE)/made: $(B)/spanvet $(wildcard docs/schema/*.json) Makefile
	rm -rf $(SHARE)
	mkdir -p $(SHARE)/man/man1 $(SHARE)/man/man5 $(SHARE)/man/man7 $(SHARE)/spanvet/schema \
	    $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions \
	    $(SHARE)/fish/vendor_completions.d
	for page in $$($< help --man list); do \
	    $< help --man $$page > $(SHARE)/man/man$${page##*.}/$$page || exit 1; done
	$< help --completion bash > $(SHARE)/bash-completion/completions/spanvet
	$< help --completion zsh > $(SHARE)/zsh/site-functions/_spanvet
	$< help --completion fish > $(SHARE)/fish/vendor_completions.d/spanvet.fish
	cp docs/schema/*.json $(SHARE)/spanvet/schema/
	touch $@

DEST = $(DESTDIR)$(prefix)
SHARE_TO = $(if $(filter /%,$(DEST)),,$(CURDIR)/)$(DEST)/share
SHARE_FILES = cd $(SHARE) && find * -type f ! -name made
install: $(B)/spanvet $(SHARE)/made
	install -D -m 755 $< "$(DEST)/bin/spanvet"
	$(SHARE_FILES) | while read -r file; do \
	    install -D -m 644 "$$file" "$(SHARE_TO)/$$file" || exit 1; done
uninstall: $(SHARE)/made
	rm -f "$(DEST)/bin/spanvet"
	$(SHARE_FILES) | while read -r file; do rm -f "$(SHARE_TO)/$$file" || exit 1; done
	rmdir "$(SHARE_TO)/spanvet/schema" "$(SHARE_TO)/spanvet" 2>/dev/null || :
format:
	clang-format -i $(wildcard $(FOLDERS:%=%/*.[ch]) tests/*/*.[ch])
clean:
	rm -rf build

# ---- rules ----
build/spanvet: $(B)/spanvet
	ln -f $< $@

$(B)/spanvet: $(OBJ)
	$(call say,link) $(CC) $(OPT) $(LDFLAGS) -o $@ $(OBJ) $(LIBS)

$(LIB): $(filter-out $(B)/cli/main.o,$(OBJ))
	rm -f $@
	$(call say,ar  ) $(AR) rcs $@ $^

# Tests link the plain code of the objects: link-time optimisation of each would take minutes.
$(TESTS): $(B)/tests/%: $(B)/tests/%.o $(TESTLIB) $(LIB)
	$(call say,link) $(CC) $(filter-out -flto%,$(OPT)) -fno-lto $(LDFLAGS) -o $@ $^ $(LIBS)

$(FUZZERS): $(B)/%: $(B)/tests/%.o $(TESTLIB) $(LIB)
	mkdir -p $(@D)
	$(call say,link) $(CC) $(OPT) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ $(LIBS)

$(B)/%.o: %.c Makefile | ready $(GEN_H)
	mkdir -p $(@D)
	$(call say,cc  ) $(CC) $(ALL_CFLAGS) $(WARN) -MMD -MP -c -o $@ $<

# What protoc-c writes is not ours to warn about.
$(GEN)/%.o: $(GEN)/%.c Makefile
	$(call say,cc  ) $(CC) $(ALL_CFLAGS) $(if $(filter %.pb-c.c,$<),-w,$(WARN)) -MMD -MP -c -o $@ $<

$(GEN)/io/%.pb-c.c $(GEN)/io/%.pb-c.h &: io/%.proto | ready
	mkdir -p $(@D)
	protoc-c --c_out=$(GEN) $<

$(GEN)/rules/packs.c: rules/packs/embed.sh $(wildcard rules/packs/*.json)
	mkdir -p $(@D)
	rules/packs/embed.sh $(wildcard rules/packs/*.json) > $@

$(GEN)/rules/snippets.c: rules/snippets/embed.sh $(wildcard rules/snippets/*.py rules/snippets/*.js)
	mkdir -p $(@D)
	rules/snippets/embed.sh rules/snippets > $@

$(GEN)/lint/report_html_page.c: $(wildcard lint/report_html/*)
	mkdir -p $(@D)
	lint/report_html/embed.sh lint/report_html > $@

$(GEN)/metrics/create_sh.c: $(wildcard metrics/stage_curl/*)
	mkdir -p $(@D)
	metrics/stage_curl/embed.sh metrics/stage_curl/create.sh > $@

# Says what is missing before the compiler says it in its way.
ready:
	$(if $(MISSING),echo 'missing: $(MISSING). `make deps` installs the Debian packages:'; \
	echo '    $(DEBS)'; exit 1,:)

-include $(wildcard $(OBJ:.o=.d) $(TESTLIB:.o=.d) $(TESTS:=.d) $(FUZZERS:$(B)/%=$(B)/tests/%.d))
