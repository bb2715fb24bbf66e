#include "transfer.hpp"

// TODO: choose what else a bank has to keep, and what guards all of it.
struct Bank::State {
  std::vector<int> balances;
};

// NOLINTNEXTLINE(performance-unnecessary-value-param): the bank will keep `approve`
Bank::Bank([[maybe_unused]] const std::vector<int>& balances, [[maybe_unused]] Approve approve)
    : state_(std::make_unique<State>()) {
  // TODO: refuse what the contract refuses, and open the accounts.
}

Bank::~Bank() = default;

bool Bank::transfer(std::size_t from, std::size_t to, [[maybe_unused]] int amount) {
  // TODO: look, ask and move, while the two accounts are this transfer's alone.
  return from < state_->balances.size() && to < state_->balances.size();
}

std::vector<int> Bank::balances() const {
  // TODO: all accounts at one instant, while others transfer.
  return state_->balances;
}
