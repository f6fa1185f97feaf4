# int8c in a Makefile (GNU Make 3.81 or newer, with a POSIX shell): compiles .tflite models to C when they change.
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
# A model is compiled again when it, int8c or a Makefile has changed, and only then; what depends on the C is built again when
# the C is another. The first target of your Makefile stays the default goal.
#
# Blanks: the project's folder and the model's path may have some; the paths of this file and of INT8C_OUT may not.

int8c_goal := $(.DEFAULT_GOAL)
INT8C_CMAKE := $(dir $(lastword $(MAKEFILE_LIST)))
INT8C_HOME := $(INT8C_CMAKE)../..
INT8C_OUT ?= build/int8c
INT8C_NODE ?= node

ifeq ($(wildcard $(INT8C_HOME)/package.json),)
$(error int8c.mk: Make takes paths apart at blanks: include this file by a path that has none, such as node_modules/int8c/templates/cmake/int8c.mk)
endif
ifeq ($(wildcard $(INT8C_HOME)/dist/cli/main.js),)
$(error int8c.mk: $(INT8C_HOME) is not built: run npm ci there)
endif
ifneq ($(words $(INT8C_OUT)),1)
$(error int8c.mk: Make takes paths apart at blanks: INT8C_OUT must be one path without any, not "$(INT8C_OUT)")
endif

INT8C_FILES := $(INT8C_HOME)/package.json $(shell find $(INT8C_HOME)/dist $(INT8C_HOME)/templates $(INT8C_HOME)/targets -type f)

int8c_empty :=
int8c_blank := $(int8c_empty) $(int8c_empty)
define int8c_newline


endef
# What Make gives a meaning to in a rule, so that no rule can have it in a path.
int8c_signs := $$ \# ; | = * ? [ ] ( ) \ $(int8c_empty)
int8c_found = $(strip $(foreach sign,$(int8c_signs),$(if $(findstring $(sign),$(1)),$(sign)))$(if $(findstring $(int8c_newline),$(1)),line feed))

# A path as one argument of `call`, where a blank before it is for the eye.
int8c_path = $(if $(filter 1,$(words $(1))),$(strip $(1)),$(1))

# $(1) prefix, $(2) model: stops where they cannot be part of a rule.
define int8c_check
$(if $(filter-out 1,$(words $(1)))$(findstring $(int8c_blank),$(1))$(call int8c_found,$(1)),$(error int8c_model: the prefix must be one word, usable in C, not "$(1)"))
$(if $(strip $(2)),,$(error int8c_model: no model is named for $(1)))
$(if $(call int8c_found,$(2)),$(error int8c_model: Make cannot have a file in a rule whose path has $(call int8c_found,$(2)): rename "$(2)"))
endef

.PHONY: .int8c_again
.int8c_again:

# $(1) prefix, $(2) model, $(3) options. The stamp stands for all files: they are made together, and again when one is missing.
# It is written when that went well. The C is as old as its content: the rule without commands has Make look at its age again.
define int8c_model
$(strip $(call int8c_check,$(1),$(2)))
int8c_goal := $$(.DEFAULT_GOAL)
$(1)_FOLDER := $(INT8C_OUT)/$(1)
$(1)_INCLUDE := -I$(INT8C_OUT)/$(1)
$(1)_SOURCES := $(addprefix $(INT8C_OUT)/$(1)/,$(1).c $(1)_data.c)
$(1)_HEADERS := $(addprefix $(INT8C_OUT)/$(1)/,$(1).h $(1)_data.h int8c_runtime.h)
$(1)_OBJECTS := $(addprefix $(INT8C_OUT)/$(1)/,$(1).o $(1)_data.o)
$(1)_MISSING = $$(filter-out $$(wildcard $$($(1)_SOURCES) $$($(1)_HEADERS)),$$($(1)_SOURCES) $$($(1)_HEADERS))

$(INT8C_OUT)/$(1).stamp: $(subst $(int8c_blank),\ ,$(call int8c_path,$(2))) $$(INT8C_FILES) $$(filter-out %.d,$$(wildcard $$(MAKEFILE_LIST))) $$(if $$($(1)_MISSING),.int8c_again)
	$(INT8C_NODE) $(INT8C_CMAKE)run-int8c.js compile '$(subst ','\'',$(call int8c_path,$(2)))' $(INT8C_OUT)/$(1) $$@ --name $(1) $(3)

$$($(1)_SOURCES) $$($(1)_HEADERS): $(INT8C_OUT)/$(1).stamp ;

$$($(1)_OBJECTS): %.o: %.c $$($(1)_HEADERS)
	$$(CC) $$(CPPFLAGS) $$(CFLAGS) -c $$< -o $$@
.DEFAULT_GOAL := $$(int8c_goal)
endef

.DEFAULT_GOAL := $(int8c_goal)
