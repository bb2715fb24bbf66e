#include <fmt/core.h>

#include <cstdint>
#include <nlohmann/json.hpp>

#include "course/bench_reports.hpp"
#include "course/page.hpp"
#include "judge/verdict_json.hpp"

namespace interleave {
namespace {

using nlohmann::json;

std::string number(double value) { return fmt::format("{:.2f}", value); }

std::string median(const json& spread) { return number(spread.at("median").get<double>()); }

Html way_row(const json& way) {
  const auto cell = [&](const char* key) {
    return way.contains(key) ? std::to_string(way.at(key).get<std::int64_t>()) : "";
  };
  Html row =
      html(R"(<tr><th scope="row">{}</th><td class="number">{}</td><td class="number">{}</td>)",
           way.at("way").get<std::string>(), cell("size"), cell("workers"));
  if (way.contains("error")) {
    return row += html(R"(<td colspan="4">{}</td></tr>)"
                       "\n",
                       way.at("error").get<std::string>());
  }
  const json& ms = way.at("ms");
  row += html(R"(<td class="number">{}</td><td class="number">{} to {}</td>)", median(ms),
              number(ms.at("low").get<double>()), number(ms.at("high").get<double>()));
  if (way.contains("each_ns")) {
    return row += html(R"(<td class="number" colspan="2">{}</td></tr>)"
                       "\n",
                       fmt::format("{:.0f}", way.at("each_ns").get<double>()));
  }
  row += html(R"(<td class="number">{}</td><td class="number">{}</td></tr>)"
              "\n",
              way.contains("speedup") ? median(way.at("speedup")) : "",
              way.contains("of_limit") ? number(way.at("of_limit").get<double>()) : "");
  return row;
}

Html job_section(const json& job, std::size_t index) {
  const std::string name = job.at("job");
  Html rows;
  for (const json& way : job.at("ways")) rows += way_row(way);
  Html section = html("<section>\n<h2>{}</h2>\n", name);
  for (const json& each : job.at("scaling")) {
    section += html(
        "<p>{}{}: {} % of the work stays serial (Amdahl’s law, best fit).</p>\n",
        each.at("way").get<std::string>(),
        each.contains("size") ? fmt::format(", size {}", each.at("size").get<std::int64_t>()) : "",
        fmt::format("{:.1f}", 100 * each.at("serial_part").get<double>()));
  }
  if (job.contains("best_peer")) {
    const json& peer = job.at("best_peer");
    section += html("<p>The solution does it {} times as fast as the best peer, {}.</p>\n",
                    median(peer.at("solution_is_faster")), peer.at("way").get<std::string>());
  }
  section += html(R"(<div class="charts" id="charts-{}"></div>
)",
                  index);
  section += scroll_box(
      "the times of " + name,
      html(
          R"(<table><caption>{}</caption><thead><tr><th scope="col">way</th><th scope="col">size</th><th scope="col">workers</th><th scope="col">ms</th><th scope="col">middle half</th>{}</tr></thead>
<tbody>
{}</tbody></table>)",
          name,
          job.at("limit") == "cost"
              ? markup(R"(<th scope="col" colspan="2">ns each</th>)")
              : markup(R"(<th scope="col">speedup</th><th scope="col">of limit</th>)"),
          rows));
  return section += markup("\n</section>\n");
}

/// For each job: what the solution makes of it, what the machine gives, and the best peer.
Html summary(const json& report) {
  Html rows;
  for (const json& job : report.at("jobs")) {
    if (!job.contains("solution")) continue;
    const json& solution = job.at("solution");
    const bool costs = job.at("limit") == "cost";
    rows += html(
        R"(<tr><th scope="row">{}</th><td class="number">{}</td><td class="number">{}</td><td class="number">{}</td>)",
        job.at("job").get<std::string>(),
        !costs && solution.contains("speedup") ? median(solution.at("speedup")) : "",
        solution.contains("of_limit") ? number(solution.at("of_limit").get<double>()) : "",
        solution.contains("each_ns") ? fmt::format("{:.0f}", solution.at("each_ns").get<double>())
                                     : "");
    const json none;
    const json& best = job.contains("best_peer") ? job.at("best_peer") : none;
    rows += html(R"(<td class="number">{}</td><td>{}</td></tr>)"
                 "\n",
                 best.is_null() ? "" : median(best.at("solution_is_faster")),
                 best.is_null() ? "" : best.at("way").get<std::string>());
  }
  return scroll_box(
      "the solutions",
      html(
          R"(<table><caption>The solutions, at the largest size</caption><thead><tr><th scope="col">job</th><th scope="col">speedup</th><th scope="col">of limit</th><th scope="col">ns each</th><th scope="col">times as fast as</th><th scope="col">the best peer</th></tr></thead>
<tbody>
{}</tbody></table>)",
          rows));
}

/// Draws into the page's `charts-N` what its `report` says. Text becomes text by itself: the
/// library draws on a canvas.
constexpr std::string_view kDrawing = R"js(
const style = getComputedStyle(document.documentElement);
const colour = name => style.getPropertyValue(name).trim();
Chart.defaults.color = colour('--text');
Chart.defaults.borderColor = colour('--line');
Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
Chart.defaults.animation = false;
Chart.defaults.maintainAspectRatio = false;
const palette = ['#4477aa', '#ee6677', '#228833', '#ccbb44', '#66ccee', '#aa3377', '#999999', '#ee8833'];
const capacities = {
  compute: report.compute_capacity ? report.compute_capacity.median : report.processors,
  memory: report.memory_capacity ? report.memory_capacity.median : report.processors,
  waiting: Infinity};
capacities.sweep = capacities.compute;

function canvas(index, label, height) {
  const box = document.createElement('div');
  box.className = 'chart';
  box.style.height = height + 'px';
  const made = document.createElement('canvas');
  made.setAttribute('role', 'img');
  made.setAttribute('aria-label', label);
  box.append(made);
  document.getElementById('charts-' + index).append(box);
  return made;
}

// The best of each way at the largest size, beside what the machine can give.
function bars(job, index) {
  if (job.limit === 'cost') return;
  const size = Math.max(...job.ways.map(way => way.size || 0));
  const best = new Map();
  for (const way of job.ways) {
    if (!way.speedup || (way.size || 0) !== size) continue;
    const known = best.get(way.way);
    if (!known || known.speedup.median < way.speedup.median) best.set(way.way, way);
  }
  const ways = [...best.values()];
  if (ways.length < 2) return;
  const limit = job.limit === 'waiting' ? '' : ' (limit of this machine: ' + capacities[job.limit].toFixed(2) + ')';
  const names = ways.map(way => way.way + (way.workers ? ', ' + way.workers : ''));
  new Chart(canvas(index, job.job + ': speedup of each way', 60 + 32 * ways.length), {
    type: 'bar',
    data: {labels: names, datasets: [
      {label: 'speedup', data: ways.map(way => way.speedup.median), backgroundColor: palette[0]},
      {label: 'middle half of the rounds', data: ways.map(way => [way.speedup.low, way.speedup.high]),
       backgroundColor: palette[1], barPercentage: 0.3}]},
    options: {indexAxis: 'y', grouped: false, scales: {
      x: {beginAtZero: true, title: {display: true, text: 'speedup' + limit}}}}
  });
}

function lines(job, index, key, value, title, options) {
  const series = new Map();
  for (const way of job.ways) {
    const y = value(way);
    if (!way[key] || y === undefined) continue;
    const name = way.way + (key === 'workers' && way.size ? ', size ' + way.size : '') +
                 (key === 'size' && way.workers ? ', ' + way.workers + ' workers' : '');
    if (!series.has(name)) series.set(name, []);
    series.get(name).push({x: way[key], y: y});
  }
  const datasets = [...series].filter(([, points]) => points.length > 1).map(([name, points], i) => ({
    label: name, data: points.sort((a, b) => a.x - b.x),
    borderColor: palette[i % palette.length], backgroundColor: palette[i % palette.length]}));
  if (datasets.length === 0) return;
  if (key === 'workers') {
    for (const {way, size, serial_part} of job.scaling) {
      const most = Math.max(...job.ways.map(each => each.workers || 1));
      const points = [];
      for (let n = 1; n <= most; n += 0.25) {
        points.push({x: n, y: 1 / (serial_part + (1 - serial_part) / Math.min(n, capacities[job.limit]))});
      }
      datasets.push({label: way + (size ? ', size ' + size : '') + ': Amdahl, ' + (100 * serial_part).toFixed(1) + ' % serial',
                     data: points, borderColor: palette[6], borderDash: [6, 4], pointRadius: 0});
    }
  }
  const axis = text => ({title: {display: true, text: text}});
  new Chart(canvas(index, job.job + ': ' + title, 320), {
    type: 'line', data: {datasets: datasets},
    options: {scales: {x: {type: options.log ? 'logarithmic' : 'linear', ...axis(key)},
                       y: {type: options.log ? 'logarithmic' : 'linear', beginAtZero: !options.log, ...axis(title)}}}
  });
}

report.jobs.forEach((job, index) => {
  bars(job, index);
  if (job.limit === 'cost') {
    lines(job, index, 'size', way => way.each_ns, 'ns each', {log: true});
    return;
  }
  lines(job, index, 'workers', way => way.speedup && way.speedup.median, 'speedup', {});
  lines(job, index, 'size', way => way.ms && way.ms.median, 'ms', {log: true});
});
)js";

}  // namespace

std::string bench_page(const json& report, std::string_view chart_library) {
  Html boxes;
  const auto add_box = [&](const std::string& what, const char* means) {
    boxes += html("<li><strong>{}</strong> {}</li>\n", what, means);
  };
  add_box(std::to_string(report.at("processors").get<int>()), "processors");
  if (report.contains("compute_capacity")) {
    add_box(median(report.at("compute_capacity")),
            "times the work of one thread, by one for each processor: the limit");
  }
  if (report.contains("memory_capacity")) {
    add_box(median(report.at("memory_capacity")), "times as fast do all read memory");
  }
  Html sections;
  for (const json& package : report.at("missing")) {
    sections += html("<p>{} is not installed, and what needs it left out.</p>\n",
                     package.get<std::string>());
  }
  for (std::size_t i = 0; i < report.at("jobs").size(); ++i) {
    sections += job_section(report.at("jobs").at(i), i);
  }
  const Html body =
      html("<main>\n<h1>Speedups</h1>\n<ul class=\"numbers\">\n{}</ul>\n{}\n{}</main>", boxes,
           summary(report), sections);
  std::string data = json_text(report, -1);
  for (std::size_t at = data.find('<'); at != std::string::npos; at = data.find('<', at)) {
    data.replace(at, 1, "\\u003c");  // nothing in it may end the script
  }
  return page("Speedups", body,
              {std::string(chart_library), "const report = " + data + ";" + std::string(kDrawing)});
}

}  // namespace interleave
