#include "semaphore_gate.hpp"

// TODO: what knows how many places are free, and lets others wait for one?
struct Gate::State {};

Gate::Gate([[maybe_unused]] int places) : state_(std::make_unique<State>()) {
  // TODO: refuse a gate that nobody could pass.
}

Gate::~Gate() = default;

void Gate::run(const std::function<void()>& action) {
  // TODO: take a place, and give it back on every way out.
  action();
}

void run_rounds(int workers, int rounds, const std::function<void(int worker, int round)>& work) {
  // TODO: all workers at once, and nobody a round ahead.
  for (int worker = 0; worker < workers; ++worker) {
    for (int round = 0; round < rounds; ++round) work(worker, round);
  }
}
