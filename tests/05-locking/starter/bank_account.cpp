#include "bank_account.hpp"

// TODO: choose what an account has to keep, and what guards it.
struct BankAccount::State {};

BankAccount::BankAccount([[maybe_unused]] int opening) : state_(std::make_unique<State>()) {}

BankAccount::~BankAccount() = default;

void BankAccount::deposit([[maybe_unused]] int amount) {
  // TODO: refuse what the contract refuses; then add the amount, at one instant.
}

bool BankAccount::withdraw([[maybe_unused]] int amount) {
  // TODO: look whether there is enough, and take it, before anybody else can.
  return false;
}

int BankAccount::balance() const {
  // TODO: others may be changing the balance now.
  return 0;
}

int BankAccount::close() {
  // TODO: from one instant on the account is closed, and what it held is paid out.
  return 0;
}
