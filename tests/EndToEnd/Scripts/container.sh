#!/usr/bin/env bash
# A host script, as people start it to install an application into a container: the engine does the work.
# shellcheck source=engine.func disable=SC2034 # the functions read these variables
source <(cat "$SCRIPTS/engine.func")
load_functions

APP=Nginx
CT_TYPE=1
CORE_COUNT=1
RAM_SIZE=512
DISK_SIZE=2
var_os=debian
var_version=12
RETRIES=${RETRIES:-0}

variables
catch_errors
build_container
description
