#include "explorer/symbols.hpp"

#include <link.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace interleave::explorer {
namespace {

struct Program {
  std::uintptr_t base = 0;
  std::uintptr_t end = 0;
};

Program find_program() {
  Program program;
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* data) {
        auto& found = *static_cast<Program*>(data);
        found.base = info->dlpi_addr;
        for (int i = 0; i < info->dlpi_phnum; ++i) {
          const ElfW(Phdr)& header = info->dlpi_phdr[i];
          if (header.p_type == PT_LOAD) {
            found.end = info->dlpi_addr + header.p_vaddr + header.p_memsz;
          }
        }
        return 1;  // the program comes first
      },
      &program);
  return program;
}

/// "file:12 (discriminator 3)" in two.
SourcePlace parse_place(const std::string& function, std::string text) {
  text = text.substr(0, text.find(" (discriminator"));
  const std::size_t colon = text.rfind(':');
  SourcePlace place{function, text.substr(0, colon), 0};
  if (colon != std::string::npos) place.line = std::atoi(text.c_str() + colon + 1);
  if (place.file == "??") place.file.clear();
  return place;
}

}  // namespace

std::unordered_map<std::uintptr_t, std::vector<SourcePlace>> find_places(
    const std::vector<std::uintptr_t>& return_addresses) {
  std::unordered_map<std::uintptr_t, std::vector<SourcePlace>> places;
  const Program program = find_program();
  std::array<char, PATH_MAX> path{};
  if (readlink("/proc/self/exe", path.data(), path.size() - 1) <= 0) return places;
  std::string quoted = "'";
  for (const char* c = path.data(); *c != '\0'; ++c) {
    quoted += *c == '\'' ? std::string("'\\''") : std::string(1, *c);
  }
  std::string addresses;
  std::vector<std::uintptr_t> asked;
  for (const std::uintptr_t address : return_addresses) {
    if (address <= program.base || address >= program.end || places.contains(address)) continue;
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), " %#lx",
                  static_cast<unsigned long>(address - program.base - 1));
    addresses += text.data();
    places[address] = {};
    asked.push_back(address);
  }
  if (asked.empty()) return places;
  std::FILE* pipe =
      popen(("addr2line -Cfia -e " + quoted + "'" + addresses + " 2>/dev/null").c_str(),
            "r");  // NOLINT(cert-env33-c): a tool of the compiler's own package
  if (pipe == nullptr) return places;
  std::string output;
  std::array<char, 4096> block{};
  while (const std::size_t n = std::fread(block.data(), 1, block.size(), pipe)) {
    output.append(block.data(), n);
  }
  pclose(pipe);
  std::istringstream lines(output);
  std::size_t index = 0;  // of the address that comes next
  std::string function;
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("0x", 0) == 0) {
      ++index;
      continue;
    }
    std::string place;
    if (index == 0 || index > asked.size() || !std::getline(lines, place)) break;
    places[asked[index - 1]].push_back(parse_place(line, place));
  }
  return places;
}

std::string read_source_line(const std::string& file, int line) {
  std::ifstream source(file);
  std::string text;
  for (int i = 0; i < line && std::getline(source, text); ++i) {
  }
  if (!source) return {};
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

}  // namespace interleave::explorer
