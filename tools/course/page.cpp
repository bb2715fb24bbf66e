#include "course/page.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace interleave {
namespace {

/// Images, fonts, frames, forms, scripts from elsewhere: nothing but what stands in the page.
Html policy(bool has_scripts) {
  return html(
      R"(<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; {}base-uri 'none'; form-action 'none'">)",
      has_scripts ? markup("script-src 'unsafe-inline'; ") : Html());
}

Html style_sheet() {
  return markup(R"(<style>
:root {
  color-scheme: light dark;
  --ground: #fff; --panel: #f5f6f8; --line: #cfd4db; --text: #1c2026; --faint: #555d68;
  --link: #0b57c2; --bar: #9db9e8;
  --passed: #dcf3e1; --passed-text: #0a5226; --partly: #fff0c9; --partly-text: #644700;
  --failed: #fcdfdd; --failed-text: #8b1a15; --unjudged: #e6e8ec; --unjudged-text: #3d444d;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #15181c; --panel: #1e2228; --line: #3a414b; --text: #e4e7eb; --faint: #a4adb9;
    --link: #8db8ff; --bar: #3d5f99;
    --passed: #14402a; --passed-text: #a4ecbf; --partly: #453604; --partly-text: #ffdd85;
    --failed: #551d1b; --failed-text: #ffbfba; --unjudged: #333941; --unjudged-text: #d3d9e0;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1rem clamp(0.75rem, 3vw, 2.5rem) 4rem; max-width: 90rem;
  background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Liberation Sans", sans-serif;
  overflow-wrap: anywhere;
}
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0.5rem 0; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.5rem 0 0.5rem; }
h3, h4 { font-size: 1rem; margin: 0.75rem 0 0.25rem; }
p, ul { margin: 0.5rem 0; }
ul { padding-left: 1.25rem; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
bdi { white-space: pre-wrap; }
.faint { color: var(--faint); font-weight: normal; }
.message { white-space: pre-wrap; }
.numbers { display: flex; flex-wrap: wrap; gap: 0.75rem; margin: 1rem 0; padding: 0; list-style: none; }
.numbers li { background: var(--panel); border: 1px solid var(--line); border-radius: 0.5rem; padding: 0.5rem 1rem; }
.numbers strong { display: block; font-size: 1.5rem; line-height: 1.3; }
.scroll { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th, td { padding: 0.3rem 0.6rem; border: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: normal; }
thead th, tfoot th, tfoot td { background: var(--panel); }
thead th { vertical-align: bottom; }
tbody th { font-weight: 600; }
th.lesson { background: var(--panel); font-weight: normal; color: var(--faint); }
td.number, th.number { text-align: right; white-space: nowrap; }
td.wide { min-width: 10rem; overflow-wrap: anywhere; }
.grades th[scope=row], .grades .corner {
  position: sticky; left: 0; z-index: 1; min-width: clamp(7rem, 18vw, 14rem); max-width: 14rem;
  background: var(--ground); overflow-wrap: anywhere;
}
.grades .corner { overflow-wrap: normal; }
.grades .corner, .grades tfoot th[scope=row] { background: var(--panel); }
.grades th.turned { padding: 0.5rem 0.25rem; font-weight: normal; }
.grades th.turned span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; margin: 0 auto; display: block; }
.grades td { text-align: center; white-space: nowrap; }
.grades td, .grades tbody th { vertical-align: middle; }
.passed { background: var(--passed); color: var(--passed-text); }
.partly { background: var(--partly); color: var(--partly-text); }
.failed { background: var(--failed); color: var(--failed-text); }
.unjudged { background: var(--unjudged); color: var(--unjudged-text); }
.mark { display: inline-block; border-radius: 0.35rem; padding: 0 0.45rem; font-size: 1rem; font-weight: 600; white-space: nowrap; }
.legend { display: flex; flex-wrap: wrap; gap: 0.4rem 1rem; padding: 0; list-style: none; }
.bar { width: 12rem; min-width: 6rem; }
.bar span { display: block; height: 1rem; margin: 0.25rem 0; border-radius: 0.2rem; background: var(--bar); }
.exercise { border-top: 2px solid var(--line); margin-top: 2.5rem; }
.exercise h2 { margin-top: 1rem; }
.finding h3 { margin-top: 0; }
.finding { border: 1px solid var(--line); border-left: 0.3rem solid var(--failed-text); border-radius: 0.4rem; padding: 0.75rem 1rem; margin: 1rem 0; }
.finding .message { margin: 0.25rem 0 0.75rem; }
.places { list-style: none; padding: 0; }
.places li { margin: 0.4rem 0; }
code, pre { font: 0.875rem/1.45 ui-monospace, "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace; }
pre { margin: 0; white-space: pre; width: max-content; min-width: 100%; padding: 0.5rem 0.75rem; overflow-wrap: normal; unicode-bidi: isolate; }
.scroll:has(> pre), .places .scroll { background: var(--panel); border: 1px solid var(--line); border-radius: 0.3rem; margin: 0.25rem 0; }
summary { cursor: pointer; padding: 0.15rem 0; }
nav { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; }
.charts { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem; }
.chart { position: relative; overflow: hidden; }
.links { display: flex; flex-wrap: wrap; gap: 0.25rem 0.9rem; padding: 0; list-style: none; }
@media (max-width: 30rem) {
  th, td { padding: 0.3rem 0.35rem; }
  .mark { padding: 0 0.25rem; font-size: 0.875rem; }
}
@media print { .scroll { overflow: visible; } nav { display: none; } }
</style>)");
}

}  // namespace

std::string page(std::string_view title, const Html& body,
                 const std::vector<std::string>& scripts) {
  std::string whole = html(R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
{}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{}</title>
{}
</head>
<body>
{}
)",
                           policy(!scripts.empty()), title, style_sheet(), body)
                          .text();
  for (const std::string& script : scripts) {
    std::string lower = script;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char letter) { return std::tolower(letter); });
    if (lower.find("</script") != std::string::npos || lower.find("<!--") != std::string::npos) {
      throw std::invalid_argument("a script that would end in its middle");
    }
    whole += "<script>" + script + "</script>\n";
  }
  return whole + "</body>\n</html>\n";
}

Html scroll_box(std::string_view label, const Html& content) {
  return html(R"(<div class="scroll" role="region" aria-label="{}" tabindex="0">{}</div>)", label,
              content);
}

}  // namespace interleave
