#include "bank_account.hpp"

// TODO: choose what else an account has to keep, and what guards all of it.
struct BankAccount::State {
  int balance = 0;
};

BankAccount::BankAccount([[maybe_unused]] int opening) : state_(std::make_unique<State>()) {
  // TODO: refuse what the contract refuses, and put the rest into the account.
}

BankAccount::~BankAccount() = default;

void BankAccount::deposit([[maybe_unused]] int amount) {
  // TODO: refuse what the contract refuses; then add the amount, at one instant.
}

bool BankAccount::withdraw(int amount) {
  // TODO: look whether there is enough, and take it, before anybody else can.
  return state_->balance >= amount;
}

int BankAccount::balance() const {
  // TODO: others may be changing the balance now.
  return state_->balance;
}

int BankAccount::close() {
  // TODO: from one instant on the account is closed, and what it held is paid out.
  return state_->balance;
}
