#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "course/class_results.hpp"
#include "course/page.hpp"

/// The class as pages for a browser: complete in themselves, without scripts, and with a policy
/// that lets the browser fetch and run nothing.
namespace interleave {

/// index.html: the class at a glance.
std::string index_page(const ClassResults& results);

/// submissions/<safe name>.html: `results.submissions[index]` in full.
std::string submission_page(const ClassResults& results, std::size_t index);

// What both are made of:

/// How something went, as a symbol, a word and a colour: none of the three is the only sign.
struct Outcome {
  Literal symbol;
  Literal word;
  Literal style;  ///< the class in the style sheet
};
inline constexpr Outcome kPassed{"✓", "passed", "passed"};
inline constexpr Outcome kPartly{"◐", "partly", "partly"};
inline constexpr Outcome kNot{"✗", "failed", "failed"};
inline constexpr Outcome kUnjudged{"?", "not judged", "unjudged"};
inline constexpr Outcome kNotHandedIn{"–", "not handed in", "faint"};

Outcome outcome_of(const GradedExercise& graded);

/// Somebody's name, whose letters may run in another direction than the text around it.
Html name_text(std::string_view name);

}  // namespace interleave
