// Long work: how it is shared out, stopped and shown. All three are made in cli/ and handed down.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string_view>

namespace quell {

/// Told how far long work has come. Calls come from one thread at a time.
class Progress {
public:
    Progress() = default;
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    virtual ~Progress() = default;

    /// A step begins. `step` is a message key; `total` in `unit` (0: not known beforehand).
    virtual void begin(std::string_view step, std::uint64_t total) = 0;
    /// `done` of the step's total; may be called often, the receiver thins out.
    virtual void advance(std::uint64_t done) = 0;
    virtual void end() = 0;
};

/// Shows nothing.
class NoProgress final : public Progress {
public:
    void begin(std::string_view, std::uint64_t) override {}
    void advance(std::uint64_t) override {}
    void end() override {}
};

/// Runs independent pieces of work on a fixed number of threads.
class Workers {
public:
    /// At least one thread.
    explicit Workers(unsigned threads);
    [[nodiscard]] unsigned size() const { return threads_; }

    /// Calls task(worker, index) once for every index below `count`, from `size()` threads (worker < size()).
    /// Once `stop` is requested no new index is begun. Returns when all begun calls have returned.
    void for_each(std::size_t count, std::stop_token stop,
                  const std::function<void(unsigned worker, std::size_t index)>& task) const;

private:
    unsigned threads_;
};

/// What every long call is given.
struct Work {
    const Workers& workers;
    Progress& progress;
    std::stop_token stop;
};

}  // namespace quell
