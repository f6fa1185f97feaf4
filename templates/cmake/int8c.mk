# int8c in a Makefile (GNU Make 3.81 or newer): compiles .tflite models to C when they change.
#
#   include node_modules/int8c/templates/cmake/int8c.mk
#   $(eval $(call int8c_model,kws,models/kws.tflite,--target cortex-m4))
#
#   app: main.o $(kws_OBJECTS)
#   main.o: CPPFLAGS += $(kws_INCLUDE)
#   main.o: $(kws_HEADERS)
#
# int8c_model takes the prefix of symbols and files, the model, and options of `int8c compile`. It defines, for prefix kws:
#   kws_FOLDER   the package, $(INT8C_OUT)/kws      kws_INCLUDE   -I for it
#   kws_SOURCES  kws_HEADERS  kws_OBJECTS           objects are built with $(CC) $(CPPFLAGS) $(CFLAGS)
# A model is compiled again when it, int8c or a Makefile has changed, and only then.

INT8C_HOME := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))/../..
INT8C_OUT ?= build/int8c
INT8C_NODE ?= node
INT8C_FILES := $(INT8C_HOME)/package.json $(shell find $(INT8C_HOME)/dist $(INT8C_HOME)/templates $(INT8C_HOME)/targets -type f)

.PHONY: int8c_missing
int8c_missing:

# $(1) prefix, $(2) model, $(3) options. The manifest stands for all files: they are made together, and again when one is missing.
# The C is touched after it, so as not to be older.
define int8c_model
$(1)_FOLDER := $(INT8C_OUT)/$(1)
$(1)_INCLUDE := -I$(INT8C_OUT)/$(1)
$(1)_SOURCES := $(addprefix $(INT8C_OUT)/$(1)/,$(1).c $(1)_data.c)
$(1)_HEADERS := $(addprefix $(INT8C_OUT)/$(1)/,$(1).h $(1)_data.h int8c_runtime.h)
$(1)_OBJECTS := $(addprefix $(INT8C_OUT)/$(1)/,$(1).o $(1)_data.o)
$(1)_MISSING = $$(filter-out $$(wildcard $$($(1)_SOURCES) $$($(1)_HEADERS)),$$($(1)_SOURCES) $$($(1)_HEADERS))

$(INT8C_OUT)/$(1)/manifest.json: $(2) $$(INT8C_FILES) $$(filter-out %.d,$$(MAKEFILE_LIST)) $$(if $$($(1)_MISSING),int8c_missing)
	$(INT8C_NODE) $(INT8C_HOME)/bin/int8c.js compile $(2) --name $(1) --out $(INT8C_OUT)/$(1) $(3)
	@touch $$@
	@touch $$($(1)_SOURCES) $$($(1)_HEADERS)

$$($(1)_SOURCES) $$($(1)_HEADERS): $(INT8C_OUT)/$(1)/manifest.json ;

$$($(1)_OBJECTS): %.o: %.c $$($(1)_HEADERS)
	$$(CC) $$(CPPFLAGS) $$(CFLAGS) -c $$< -o $$@
endef
