#include "joining_thread.hpp"

// TODO: choose what an object has to keep. Then go through the members below one by one: which of
// them have to wait for a thread?
struct JoiningThread::State {};

JoiningThread::JoiningThread() noexcept = default;

JoiningThread::JoiningThread([[maybe_unused]] std::thread thread) {}

JoiningThread::~JoiningThread() = default;

JoiningThread::JoiningThread(JoiningThread&& other) noexcept = default;

JoiningThread& JoiningThread::operator=(JoiningThread&& other) noexcept = default;

void JoiningThread::join() {}

bool JoiningThread::joinable() const noexcept { return state_ != nullptr; }
