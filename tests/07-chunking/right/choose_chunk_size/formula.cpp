// Right: Kruskal and Weiss give the best size in closed form; what it gives is rounded to whole
// rounds.
#include "choose_chunk_size.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

std::size_t choose_chunk_size(const Workload& load) {
  const auto possible = [](double cost) { return std::isfinite(cost) && cost >= 0; };
  if (load.workers == 0 || !possible(load.task_cost) || !possible(load.item_cost) ||
      !possible(load.item_spread)) {
    throw std::invalid_argument("choose_chunk_size");
  }
  if (load.items == 0) return 1;
  const double items = static_cast<double>(load.items);
  const double workers = static_cast<double>(load.workers);
  double rounds = 1;
  if (load.workers > 1 && load.item_spread > 0) {
    const double spread = load.item_spread * workers * std::sqrt(std::log(workers));
    const double size = std::pow(std::sqrt(2.0) * items * load.task_cost / spread, 2.0 / 3.0);
    rounds = std::max(1.0, std::round(items / (workers * std::max(size, 1.0))));
  }
  return std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(items / (workers * rounds))));
}
