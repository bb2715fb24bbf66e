#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace interleave {

/// A name that any file system, link and shell takes as it is: ASCII letters, digits, `.`, `-` and
/// `_`, at most 100 of them, beginning with a letter, a digit or `_`. Every other character of
/// `name` has become `_`; different names may give the same one.
std::string safe_name(std::string_view name);

/// The safe names of many names, in their order and all different, also where large and small
/// letters are the same. Of those that would collide the first in the order of their bytes keeps
/// its name, and the others get `-2`, `-3`, ...; a name that is safe already comes before all
/// others. So the outcome does not depend on the order of `names`.
std::vector<std::string> safe_names(const std::vector<std::string>& names);

}  // namespace interleave
