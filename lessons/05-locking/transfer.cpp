#include "transfer.hpp"

// TODO: choose what a bank has to keep, and what guards it.
struct Bank::State {};

// NOLINTNEXTLINE(performance-unnecessary-value-param): the bank will keep `approve`
Bank::Bank([[maybe_unused]] const std::vector<int>& balances, [[maybe_unused]] Approve approve)
    : state_(std::make_unique<State>()) {}

Bank::~Bank() = default;

bool Bank::transfer([[maybe_unused]] std::size_t from, [[maybe_unused]] std::size_t to,
                    [[maybe_unused]] int amount) {
  // TODO: look, ask and move, while the two accounts are this transfer's alone.
  return false;
}

std::vector<int> Bank::balances() const {
  // TODO: all accounts at one instant, while others transfer.
  return {};
}
