# Makefile - short names for the scripts; CMakeLists.txt holds the build itself.
# SPDX-License-Identifier: EUPL-1.2
.PHONY: all bootstrap server test bench package clean
all:
	script/build
bootstrap server test bench package:
	script/$@
clean:
	rm -rf build build-*
