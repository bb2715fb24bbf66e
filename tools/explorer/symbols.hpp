#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

/// Source places of addresses in the running program, by addr2line (binutils).
namespace interleave::explorer {

struct SourcePlace {
  std::string function;
  std::string file;
  int line = 0;
};

/// For each return address the place of the call, innermost inlined function first. Addresses
/// outside of the program have none; nor has any if addr2line is not there.
std::unordered_map<std::uintptr_t, std::vector<SourcePlace>> find_places(
    const std::vector<std::uintptr_t>& return_addresses);

/// A line of a source file, without the white space around it; empty if it cannot be read.
std::string read_source_line(const std::string& file, int line);

}  // namespace interleave::explorer
