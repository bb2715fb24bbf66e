#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "process/process.hpp"

namespace interleave {

/// What keeps a submission from the machine, when it is compiled and when it runs.
enum class Isolation {
  kBubblewrap,  ///< a sandbox of its own for every compiler, linker and grader: process/sandbox.hpp
  kContainer,   ///< nothing of ours: whoever chose it says that this is a throw-away container
  kNone,        ///< nothing
};

/// What `--sandbox` may say. `auto`: bubblewrap where it works; else nothing, which is said on
/// stderr. For a person's own answers; `grade` never chooses by itself.
inline const std::vector<std::string> kSandboxChoices{"auto", "bwrap", "container", "none"};

/// Throws InputError that says why and what to do if `bwrap` is chosen and does not work here.
Isolation isolation_for(const std::string& choice);

/// Puts the request's child in a sandbox that sees these files and folders, if there is to be one.
void isolate(ProcessRequest& request, Isolation isolation,
             const std::vector<std::filesystem::path>& readable,
             const std::vector<std::filesystem::path>& writable = {});

}  // namespace interleave
