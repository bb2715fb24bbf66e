// Right: nothing is shared: one thread owns the money, and does what it is asked, in order.
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <limits>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "bank_account.hpp"

struct BankAccount::State {
  std::optional<int> money;  // nothing: closed. Touched by the thread only
  std::mutex mutex;
  std::condition_variable asked;
  std::deque<std::function<void()>> requests;  // guarded by mutex; an empty one ends the thread
  std::thread thread;

  explicit State(int opening) : money(opening), thread([this] { serve(); }) {}
  ~State() {
    ask({});
    thread.join();
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void ask(std::function<void()> request) {
    {
      const std::scoped_lock lock(mutex);
      requests.push_back(std::move(request));
    }
    asked.notify_one();
  }

  void serve() {
    for (;;) {
      std::unique_lock lock(mutex);
      asked.wait(lock, [this] { return !requests.empty(); });
      const std::function<void()> request = std::move(requests.front());
      requests.pop_front();
      lock.unlock();
      if (!request) return;
      request();
    }
  }

  /// What `act` returns or throws, when the thread has called it with the money.
  template <typename Result>
  Result answer(const std::function<Result(int& money)>& act) {
    std::packaged_task<Result()> task([&] {
      if (!money) throw AccountClosed();
      return act(*money);
    });
    std::future<Result> result = task.get_future();
    ask([&task] { task(); });
    return result.get();
  }
};

namespace {

void require_positive(int amount) {
  if (amount <= 0) throw std::invalid_argument("an amount must be positive");
}

}  // namespace

BankAccount::BankAccount(int opening) {
  if (opening < 0) throw std::invalid_argument("an account cannot open with a debt");
  state_ = std::make_unique<State>(opening);
}

BankAccount::~BankAccount() = default;

void BankAccount::deposit(int amount) {
  require_positive(amount);
  state_->answer<void>([amount](int& money) {
    if (amount > std::numeric_limits<int>::max() - money) {
      throw std::overflow_error("the account cannot hold so much");
    }
    money += amount;
  });
}

bool BankAccount::withdraw(int amount) {
  require_positive(amount);
  return state_->answer<bool>([amount](int& money) {
    if (money < amount) return false;
    money -= amount;
    return true;
  });
}

int BankAccount::balance() const {
  return state_->answer<int>([](const int& money) { return money; });
}

int BankAccount::close() {
  return state_->answer<int>([this](const int& money) {
    const int left = money;
    state_->money.reset();
    return left;
  });
}
