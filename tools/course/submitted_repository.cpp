#include "course/submitted_repository.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <sstream>

#include "course/open_folder.hpp"
#include "course/shown_name.hpp"
#include "judge/errors.hpp"
#include "judge/files.hpp"
#include "process/process.hpp"

namespace interleave {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostReferences = std::size_t{4} << 20U;  // bytes of a file with references
constexpr std::size_t kMostList = std::size_t{4} << 20U;        // bytes of git's list of files
constexpr std::size_t kMostObjectFiles = 200'000;
constexpr int kMostHops = 5;  // from one reference to the next

bool is_kind(int folder, const char* name, mode_t kind) {
  struct stat status {};
  return fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
         (status.st_mode & static_cast<mode_t>(S_IFMT)) == kind;
}

bool is_hash(const std::string& text) {
  return (text.size() == 40 || text.size() == 64) &&
         text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

/// The content of a file below `folder`, without its last line's end; nothing if it is not there.
std::optional<std::string> read_below(int folder, const std::string& path) {
  const std::size_t slash = path.find('/');
  if (slash != std::string::npos) {
    const std::string name = path.substr(0, slash);
    if (name == "..") return std::nullopt;
    const Descriptor below = open_without_links(folder, name, O_DIRECTORY);
    if (!below.is_open()) return std::nullopt;
    return read_below(below.number(), path.substr(slash + 1));
  }
  const Descriptor file = open_without_links(folder, path);
  if (!file.is_open()) return std::nullopt;
  std::optional<std::string> content = read_at_most(file.number(), kMostReferences);
  if (content && !content->empty() && content->back() == '\n') content->pop_back();
  return content;
}

std::optional<std::string> packed_reference(int folder, const std::string& name) {
  std::istringstream lines(read_below(folder, "packed-refs").value_or(""));
  for (std::string line; std::getline(lines, line);) {
    const std::size_t space = line.find(' ');
    if (space != std::string::npos && line.substr(space + 1) == name) return line.substr(0, space);
  }
  return std::nullopt;
}

/// The commit that HEAD names, by the files that say so: git would have to read the configuration.
std::string resolve_head(int folder) {
  const std::string reference = "ref: ";
  std::string value = read_below(folder, "HEAD").value_or("");
  for (int hops = 0; value.rfind(reference, 0) == 0; ++hops) {
    const std::string name = value.substr(reference.size());
    if (name.rfind("refs/", 0) != 0 || hops == kMostHops) {
      throw Refusal("HEAD of the repository leads nowhere: " + shown_name(value));
    }
    std::optional<std::string> found = read_below(folder, name);
    if (!found) found = packed_reference(folder, name);
    if (!found) {
      throw Refusal(fmt::format(
          "HEAD of the repository is {}, where nothing is committed; push to that branch",
          shown_name(name)));
    }
    value = *found;
  }
  if (!is_hash(value)) {
    throw Refusal("HEAD of the repository names no commit: " + shown_name(value));
  }
  return value;
}

/// Refuses objects that are kept elsewhere: they may be another learner's.
void check_objects(int objects) {
  std::size_t seen = 0;
  const auto visit = [&](const std::string& name, const struct stat& status) {
    if (++seen > kMostObjectFiles) throw Refusal("the repository has too many objects; pack them");
    if (!S_ISDIR(status.st_mode) && !S_ISREG(status.st_mode)) {
      throw Refusal(
          fmt::format("objects/.../{} of the repository is no file of its own", shown_name(name)));
    }
  };
  const auto enter = [&](const std::string& name, const struct stat& status) {
    visit(name, status);
    if (!S_ISDIR(status.st_mode)) return;
    const Descriptor below = open_without_links(objects, name, O_DIRECTORY);
    if (!below.is_open() || !for_each_entry(below.number(), visit)) {
      throw Refusal(fmt::format("objects/{} of the repository cannot be read", shown_name(name)));
    }
    for (const char* alternates : {"alternates", "http-alternates"}) {
      if (name == "info" && faccessat(below.number(), alternates, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
        throw Refusal(fmt::format("objects/info/{} of the repository takes objects from elsewhere",
                                  alternates));
      }
    }
  };
  if (!for_each_entry(objects, enter)) throw Refusal("objects of the repository cannot be read");
}

/// A repository of ours, with nothing in it but the way to the objects of another.
class Reader {
 public:
  Reader(const fs::path& scratch, int objects, bool sha256)
      : scratch_(fs::absolute(
            scratch)),  // git runs there
                        // Not by its path: what is opened stays what has been looked at.
        objects_(fmt::format("/proc/{}/fd/{}", getpid(), objects)) {
    fs::create_directories(scratch_ / "objects");
    fs::create_directories(scratch_ / "refs");
    write_file(scratch_ / "HEAD", "ref: refs/heads/none\n");
    write_file(
        scratch_ / "config",
        fmt::format("[core]\n\trepositoryFormatVersion = {}\n\tbare = true\n"
                    "\tcommitGraph = false\n\tmultiPackIndex = false\n{}",
                    sha256 ? 1 : 0, sha256 ? "[extensions]\n\tobjectFormat = sha256\n" : ""));
  }
  ~Reader() {
    std::error_code ignored;
    fs::remove_all(scratch_, ignored);
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  /// What git says. Throws Refusal if it fails or says more than `most` bytes.
  std::string git(const std::vector<std::string>& arguments, std::size_t most) const {
    ProcessRequest request;
    request.arguments = {"git"};
    request.arguments.insert(request.arguments.end(), arguments.begin(), arguments.end());
    request.directory = scratch_;
    for (const char* const* variable = environ; *variable != nullptr; ++variable) {
      const std::string name = std::string(*variable).substr(0, std::string(*variable).find('='));
      if (name.rfind("GIT_", 0) == 0) request.environment.emplace_back(name, std::nullopt);
    }
    for (const auto& [name, value] :
         std::map<std::string, std::string>{{"GIT_DIR", scratch_},
                                            {"GIT_OBJECT_DIRECTORY", objects_},
                                            {"GIT_CONFIG_NOSYSTEM", "1"},
                                            {"GIT_CONFIG_GLOBAL", "/dev/null"},
                                            {"GIT_ATTR_NOSYSTEM", "1"},
                                            {"GIT_NO_REPLACE_OBJECTS", "1"},
                                            {"GIT_NO_LAZY_FETCH", "1"},
                                            {"GIT_OPTIONAL_LOCKS", "0"},
                                            {"HOME", scratch_},
                                            {"XDG_CONFIG_HOME", scratch_},
                                            {"LC_ALL", "C"}}) {
      request.environment.emplace_back(name, value);
    }
    request.limits.wall = std::chrono::minutes(1);
    request.limits.memory_bytes = std::size_t{384} << 20U;
    request.limits.output_bytes = most;
    const ProcessResult result = run_process(request);
    if (result.end == ProcessResult::End::kNotStarted) {
      throw InputError("git is needed to read repositories: " + result.output);
    }
    if (!result.succeeded()) {
      const bool complained = result.end == ProcessResult::End::kExited;
      const std::string complaint = result.output.substr(0, result.output.find('\n'));
      throw Refusal("git cannot read the repository: it " +
                    (complained ? "says " + shown_name(complaint) : describe_end(result)));
    }
    return result.output;
  }

  std::string blob(const std::string& hash, std::uint64_t size) const {
    std::string content = git({"cat-file", "blob", hash}, size + 4096);
    if (content.size() != size)
      throw Refusal("git cannot read the repository: an object is damaged");
    return content;
  }

 private:
  fs::path scratch_;
  std::string objects_;
};

/// A line of `git ls-tree -l`: MODE TYPE HASH SIZE, a tab, and the path.
struct TreeEntry {
  std::string mode;
  std::string type;
  std::string hash;
  std::uint64_t size = 0;
  std::string path;
};

TreeEntry parse_entry(const std::string& line) {
  const std::size_t tab = line.find('\t');
  TreeEntry entry;
  std::string size;
  std::istringstream fields(line.substr(0, tab));
  fields >> entry.mode >> entry.type >> entry.hash >> size;
  const char* end = size.data() + size.size();
  const bool has_size = std::from_chars(size.data(), end, entry.size).ptr == end && !size.empty();
  if (tab == std::string::npos || !is_hash(entry.hash) || (!has_size && size != "-")) {
    throw Refusal("git cannot read the repository: it says " + shown_name(line));
  }
  entry.path = line.substr(tab + 1);
  return entry;
}

void read_tree_entry(const Reader& reader, const TreeEntry& entry, AnswerFiles& files) {
  files.count(entry.size);
  if (entry.type != "blob") {  // another repository's commit
    files.add(entry.path, EntryKind::kOther);
  } else if (entry.mode == "120000") {
    if (entry.size > kMostPathBytes) throw Refusal(shown_name(entry.path) + ": a link to nowhere");
    files.add(entry.path, EntryKind::kSymbolicLink, reader.blob(entry.hash, entry.size));
  } else if (files.add(entry.path, EntryKind::kFile)) {
    if (entry.size > kMostAnswerBytes) {
      files.content(std::string(kMostAnswerBytes + 1, ' '));
    } else {
      files.content(reader.blob(entry.hash, entry.size));
    }
  }
}

}  // namespace

bool is_bare_repository(int folder) {
  return is_kind(folder, "HEAD", S_IFREG) && is_kind(folder, "objects", S_IFDIR) &&
         is_kind(folder, "refs", S_IFDIR);
}

void read_repository(int folder, const fs::path& scratch, AnswerFiles& files) {
  const std::string commit = resolve_head(folder);
  const Descriptor objects = open_without_links(folder, "objects", O_DIRECTORY);
  if (!objects.is_open()) throw Refusal("objects of the repository cannot be read");
  check_objects(objects.number());
  const Reader reader(scratch, objects.number(), commit.size() == 64);
  std::istringstream entries(
      reader.git({"ls-tree", "-r", "-l", "-z", "--full-tree", commit}, kMostList));
  for (std::string line; std::getline(entries, line, '\0');) {
    read_tree_entry(reader, parse_entry(line), files);
  }
  check_objects(objects.number());  // nothing has been put there meanwhile
}

}  // namespace interleave
